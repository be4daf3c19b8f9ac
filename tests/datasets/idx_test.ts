import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "npm:fast-check@4.10.2";
import { type IdxArray, type IdxData } from "../../lib/datasets/formats/idx.ts";
import { readIdx, writeIdx } from "@autoencoders";

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

Deno.test("readIdx() is the inverse of writeIdx() for every type and rank, packed or not", () =>
  fc.assert(fc.property(arrays, fc.boolean(), (array, pack) => {
    const bytes = writeIdx(array);
    deepStrictEqual(readIdx(pack ? gzipSync(bytes) : bytes), array);
  })));

Deno.test("writeIdx() writes what the format says: magic, big-endian sizes, big-endian values", () => {
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

Deno.test("an IDX file cut at any byte is refused with SyntaxError, packed or not", () => {
  const bytes = writeIdx({ data: new Int32Array([1, 2, 3, 4]), shape: [2, 2] });
  const packed = gzipSync(bytes);
  for (const whole of [bytes, packed]) {
    for (let cut = 0; cut < whole.length; cut++) {
      throws(() => readIdx(whole.subarray(0, cut)), { name: "SyntaxError" }, `cut at ${cut}`);
    }
  }
});

Deno.test("an IDX file that goes on after its end is refused, packed or not", () => {
  const long = bytesOf(...labels, 0);
  throws(() => readIdx(long), { name: "SyntaxError", message: /has 11 bytes, got 12/ });
  throws(() => readIdx(gzipSync(long)), { name: "SyntaxError", message: /more than 11/ });
  throws(() => readIdx(bytesOf(...gzipSync(labels), 7)), { name: "SyntaxError" });
});

Deno.test("readIdx() refuses malformed headers with the value in the message", () => {
  const refused = (header: number[], name: string, message: RegExp) =>
    [bytesOf(...header), gzipSync(bytesOf(...header))].forEach((bytes) =>
      throws(() => readIdx(bytes), { name, message })
    );
  refused([], "SyntaxError", /at least 8 bytes, got 0/);
  refused([0, 0, 8], "SyntaxError", /got 3/);
  refused([137, 80, 78, 71, 0, 0, 0, 0], "SyntaxError", /begins with 00 00, got 89 50 4e 47/);
  refused([0, 0, 0x0a, 1, 0, 0, 0, 1, 0], "SyntaxError", /one of 08 .* got 0a/);
  refused([0, 0, 8, 0, 0, 0, 0, 1], "SyntaxError", /rank 1–255, got 0/);
  refused([0, 0, 8, 2, 0, 0, 0, 1], "SyntaxError", /12 bytes, got 8/);
  refused([0, 0, 8, 1, 0, 0, 0, 0], "RangeError", /got 0/);
  const huge = Array(6).fill([255, 255, 255, 255]).flat();
  refused([0, 0, 8, 6, ...huge], "RangeError", /4294967295×.*overflow/);
  refused([0, 0, 8, 1, 255, 255, 255, 255, 1, 2], "SyntaxError", /4294967295 has 4294967303 bytes/);
});

Deno.test("readIdx() takes nothing but bytes", () => {
  for (const wrong of ["text", undefined, null, [0, 0, 8, 1], new ArrayBuffer(8)]) {
    throws(() => readIdx(wrong as unknown as Uint8Array), {
      name: "TypeError",
      message: /Uint8Array/,
    });
  }
});

Deno.test("a gzip that unpacks to far more than its header says costs little memory", () => {
  const bomb = new Uint8Array(64 * 2 ** 20);
  bomb.set(labels);
  const packed = gzipSync(bomb);
  const before = Deno.memoryUsage().rss;
  for (let i = 0; i < 20; i++) {
    throws(() => readIdx(packed), { name: "SyntaxError", message: /more than 11 bytes/ });
  }
  const grown = (Deno.memoryUsage().rss - before) / 2 ** 20;
  ok(grown < 32, `${grown} MB`);
});

Deno.test("writeIdx() refuses what IDX cannot hold, with the value in the message", () => {
  const refused = (array: unknown, name: string, message: RegExp) =>
    throws(() => writeIdx(array as IdxArray), { name, message });
  refused({ data: new BigInt64Array(1), shape: [1] }, "TypeError", /BigInt64Array/);
  refused({ data: [1], shape: [1] }, "TypeError", /Array/);
  refused({ data: undefined, shape: [1] }, "TypeError", /undefined/);
  refused({ data: new Uint8Array(1), shape: [] }, "RangeError", /rank 1–255, got 0/);
  refused({ data: new Uint8Array(1), shape: [1.5] }, "RangeError", /got 1.5/);
  refused({ data: new Uint8Array(1), shape: [NaN] }, "RangeError", /got NaN/);
  refused({ data: new Uint8Array(1), shape: [0] }, "RangeError", /got 0/);
  refused({ data: new Uint8Array(3), shape: [2, 2] }, "RangeError", /2×2 needs 4 values, got 3/);
});

/** What comes of any bytes: an array as large as its file can hold, or one of the two errors. */
function survives(bytes: Uint8Array) {
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
  fc.assert(fc.property(bytes, survives), { numRuns: 300 });
  fc.assert(
    fc.property(
      fc.constantFrom(8, 9, 11, 12, 13, 14),
      fc.nat(255),
      dims,
      bytes,
      (type, rank, d, b) => {
        const file = bytesOf(0, 0, type, rank, ...d, ...b);
        survives(file);
        survives(gzipSync(file));
      },
    ),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(bytes, (b) => survives(bytesOf(0x1f, 0x8b, 8, 0, ...b))),
    { numRuns: 300 },
  );
});

Deno.test("mutated files never crash the IDX reader", () => {
  const changes = fc.array(fc.tuple(fc.nat(10_000), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(arrays, changes, fc.boolean(), (array, changes, pack) => {
      const file = pack ? new Uint8Array(gzipSync(writeIdx(array))) : writeIdx(array);
      for (const [at, value] of changes) file[at % file.length] = value;
      survives(file);
    }),
    { numRuns: 500 },
  );
});
