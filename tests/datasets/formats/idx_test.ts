import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import { type IdxArray, type IdxData } from "../../../lib/datasets/formats/idx.ts";
import { readIdx, writeIdx } from "@autoencoders";
import { readIdxBytes } from "../../../lib/datasets/mod.ts";
import { fuzzRuns } from "../../helpers/fuzz_runs.ts";
import { temporaryFolder } from "../../helpers/temp_folder.ts";

const TYPES = [Uint8Array, Int8Array, Int16Array, Int32Array, Float32Array, Float64Array];

/** Arrays of each type and of rank 1 to 5, filled with random bits. */
const arrays: fc.Arbitrary<IdxArray> = fc.record({
  Type: fc.constantFrom(...TYPES),
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
  fill: fc.uint8Array({ minLength: 1, maxLength: 64 }),
}).map(({ Type, shape, fill }) => {
  const count = shape.reduce((product, size) => product * size);
  const data: IdxData = new Type(count);
  const bytes = new Uint8Array(data.buffer);
  bytes.forEach((_, i) => bytes[i] = fill[i % fill.length] & 0x7b); // no NaN: it has many bit patterns
  return { data, shape };
});
const bytesOf = (...bytes: number[]) => new Uint8Array(bytes);
const labels = bytesOf(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4);

Deno.test("readIdx() is the inverse of writeIdx() for every type and rank, compressed or not", () =>
  fc.assert(fc.property(arrays, fc.boolean(), (array, pack) => {
    const bytes = writeIdx(array);
    deepStrictEqual(readIdx(pack ? gzipSync(bytes) : bytes), array);
  })));

Deno.test("writeIdx() writes the magic number, big-endian sizes and big-endian values", () => {
  deepStrictEqual(writeIdx({ data: new Uint8Array([5, 0, 4]), shape: [3] }), labels);
  deepStrictEqual(
    writeIdx({ data: new Int16Array([258, -2]), shape: [1, 2] }),
    bytesOf(0, 0, 0x0b, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 255, 254),
  );
});

Deno.test("readIdx() reads from the middle of a buffer", () => {
  const array = { data: new Float64Array([1.5, -2]), shape: [2] };
  const bytes = writeIdx(array);
  const padded = new Uint8Array(bytes.length + 6);
  padded.set(bytes, 3);
  deepStrictEqual(readIdx(padded.subarray(3, 3 + bytes.length)), array);
});

Deno.test("an IDX file truncated at any byte is a SyntaxError, compressed or not", () => {
  const bytes = writeIdx({ data: new Int32Array([1, 2, 3, 4]), shape: [2, 2] });
  const packed = gzipSync(bytes);
  for (const whole of [bytes, packed]) {
    for (let cut = 0; cut < whole.length; cut++) {
      throws(() => readIdx(whole.subarray(0, cut)), { name: "SyntaxError" }, `cut at ${cut}`);
    }
  }
});

Deno.test("an IDX file with extra bytes is a SyntaxError, compressed or not", () => {
  const long = bytesOf(...labels, 0);
  throws(() => readIdx(long), { name: "SyntaxError", message: /has 11 bytes, got 12/ });
  throws(() => readIdx(gzipSync(long)), { name: "SyntaxError", message: /more than 11/ });
  throws(() => readIdx(bytesOf(...gzipSync(labels), 7)), { name: "SyntaxError" });
});

Deno.test("readIdx() rejects malformed headers with the value in the message", () => {
  const rejected = (header: number[], name: string, message: RegExp) =>
    [bytesOf(...header), gzipSync(bytesOf(...header))].forEach((bytes) =>
      throws(() => readIdx(bytes), { name, message })
    );
  rejected([], "SyntaxError", /at least 8 bytes, got 0/);
  rejected([0, 0, 8], "SyntaxError", /got 3/);
  rejected([137, 80, 78, 71, 0, 0, 0, 0], "SyntaxError", /must begin with 00 00, got 89 50 4e 47/);
  rejected([0, 0, 0x0a, 1, 0, 0, 0, 1, 0], "SyntaxError", /one of 08 .* got 0a/);
  rejected([0, 0, 8, 0, 0, 0, 0, 1], "SyntaxError", /rank .* in 1–255, got 0/);
  rejected([0, 0, 8, 2, 0, 0, 0, 1], "SyntaxError", /12 bytes, got 8/);
  rejected([0, 0, 8, 1, 0, 0, 0, 0], "RangeError", /got 0/);
  const huge = Array(6).fill([255, 255, 255, 255]).flat();
  rejected([0, 0, 8, 6, ...huge], "RangeError", /4294967295×.*overflow/);
  rejected(
    [0, 0, 8, 1, 255, 255, 255, 255, 1, 2],
    "SyntaxError",
    /4294967295 has 4294967303 bytes/,
  );
});

Deno.test("readIdx() rejects arguments other than a Uint8Array", () => {
  for (const wrong of ["text", undefined, null, [0, 0, 8, 1], new ArrayBuffer(8)]) {
    throws(() => readIdx(wrong as unknown as Uint8Array), {
      name: "TypeError",
      message: /Uint8Array/,
    });
  }
});

Deno.test("a gzip of 16 MB whose header announces 11 bytes is unpacked no further than 100 KB", () => {
  const bytes = new Uint8Array(2 ** 24);
  bytes.set(labels);
  const packed = gzipSync(bytes);
  // 100 bytes unpack to at most 1032 times as many; reading on would end in "unexpected end of
  // file".
  for (const cut of [packed.length, 100]) {
    throws(() => readIdx(packed.subarray(0, cut)), {
      name: "SyntaxError",
      message: "gzip contains more than 11 bytes",
    });
  }
});

Deno.test("writeIdx() rejects what IDX cannot contain, with the value in the message", () => {
  const rejected = (array: unknown, name: string, message: RegExp) =>
    throws(() => writeIdx(array as IdxArray), { name, message });
  rejected({ data: new BigInt64Array(1), shape: [1] }, "TypeError", /BigInt64Array/);
  rejected({ data: [1], shape: [1] }, "TypeError", /Array/);
  rejected({ data: undefined, shape: [1] }, "TypeError", /undefined/);
  rejected({ data: new Uint8Array(1), shape: [] }, "RangeError", /rank .* in 1–255, got 0/);
  rejected({ data: new Uint8Array(1), shape: [1.5] }, "RangeError", /got 1.5/);
  rejected({ data: new Uint8Array(1), shape: [NaN] }, "RangeError", /got NaN/);
  rejected({ data: new Uint8Array(1), shape: [0] }, "RangeError", /got 0/);
  rejected({ data: new Uint8Array(3), shape: [2, 2] }, "RangeError", /2×2 needs 4 values, got 3/);
});

/** Any bytes give an array that the file can contain, or one of two errors. */
function readsOrRejects(bytes: Uint8Array) {
  try {
    const { data, shape } = readIdx(bytes);
    strictEqual(data.length, shape.reduce((product, size) => product * size));
    ok(data.byteLength <= 1032 * bytes.length);
  } catch (error) {
    ok(error instanceof SyntaxError || error instanceof RangeError, `${error}`);
  }
}

Deno.test("random bytes never crash the IDX reader", () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const dims = fc.array(fc.constantFrom(0, 1, 2, 255), { maxLength: 40 });
  fc.assert(fc.property(bytes, readsOrRejects), { numRuns: fuzzRuns(300) });
  fc.assert(
    fc.property(
      fc.constantFrom(8, 9, 11, 12, 13, 14),
      fc.nat(255),
      dims,
      bytes,
      (type, rank, d, b) => {
        const file = bytesOf(0, 0, type, rank, ...d, ...b);
        readsOrRejects(file);
        readsOrRejects(gzipSync(file));
      },
    ),
    { numRuns: fuzzRuns(300) },
  );
  fc.assert(
    fc.property(bytes, (b) => readsOrRejects(bytesOf(0x1f, 0x8b, 8, 0, ...b))),
    { numRuns: fuzzRuns(300) },
  );
});

Deno.test("mutated files never crash the IDX reader", () => {
  const changes = fc.array(fc.tuple(fc.nat(10_000), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(arrays, changes, fc.boolean(), (array, changes, pack) => {
      const file = pack ? new Uint8Array(gzipSync(writeIdx(array))) : writeIdx(array);
      for (const [at, value] of changes) file[at % file.length] = value;
      readsOrRejects(file);
    }),
    { numRuns: fuzzRuns(500) },
  );
});

Deno.test("readIdxBytes() reads no more than the start of a file in another format", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "film.mp4");
  await Deno.writeTextFile(path, "\0\0\0\x20ftypisom");
  // takes no room, and is more than memory; Windows does allocate it
  await Deno.truncate(path, Deno.build.os === "windows" ? 2 ** 32 : 2 ** 42);
  await rejects(readIdxBytes(path, 3), { name: "SyntaxError", message: /film\.mp4: the type of/ });
  await Deno.writeTextFile(path, "\0\0");
  await rejects(readIdxBytes(path, 3), { message: /at least 8 bytes, got 2/ });
  await Deno.writeTextFile(path, "");
  await rejects(readIdxBytes(path, 3), { message: /at least 8 bytes, got 0/ });
});

Deno.test({
  name: "readIdxBytes() refuses an endless device and reads what a pipe contains",
  ignore: Deno.build.os === "windows",
  async fn() {
    await rejects(readIdxBytes("/dev/zero", 3), { name: "SyntaxError", message: /\/dev\/zero: / });
    await using folder = await temporaryFolder();
    const pipe = join(folder.path, "pipe"), labels = join(folder.path, "labels");
    await Deno.writeFile(labels, writeIdx({ data: new Uint8Array([5, 0, 4]), shape: [3] }));
    const script = "mkfifo pipe; cat labels > pipe & exit 0";
    const command = new Deno.Command("sh", { args: ["-ec", script], cwd: folder.path });
    strictEqual((await command.spawn().status).code, 0);
    deepStrictEqual((await readIdxBytes(pipe, 1)).data, new Uint8Array([5, 0, 4]));
  },
});
