import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { join } from "@std/path";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../../lib/files/mod.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";

const tensors = () =>
  new Map<string, StoredTensor>([
    ["weight/0", { shape: [2, 3], values: new Float32Array([0, -0, 1.5, NaN, Infinity, -2]) }],
    ["half", { shape: [3], values: new Float16Array([1, 2, 65504]) }],
    ["steps", { shape: [], values: new Int32Array([-7]) }],
    ["bytes", { shape: [0, 4], values: new Uint8Array() }],
    ["odd", { shape: [3], values: new Uint8Array([1, 2, 255]) }],
  ]);
const metadata = { name: "a network", "note": "ß → \u2028" };

const withFile = (use: (file: string) => Promise<void>) =>
  inTempFolder((folder) => use(join(folder, "tensors.safetensors")));

Deno.test("tensors and metadata come back from a file as they were written, bit for bit", () =>
  withFile(async (file) => {
    await writeSafetensors(file, { tensors: tensors(), metadata });
    const read = await readSafetensors(file);
    deepStrictEqual(read.tensors, tensors());
    deepStrictEqual(read.metadata, metadata);
    ok(Object.is(read.tensors.get("weight/0")!.values[1], -0));
  }));

Deno.test("each tensor begins at a multiple of its element size, as memory-mapping readers need", () =>
  withFile(async (file) => {
    await writeSafetensors(file, { tensors: new Map([...tensors()].reverse()), metadata });
    const bytes = await Deno.readFile(file);
    const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
    for (const [name, { values }] of tensors()) {
      const [from, to] = header[name].data_offsets;
      strictEqual((start + from) % values.BYTES_PER_ELEMENT, 0, name);
      deepStrictEqual(
        bytes.slice(start + from, start + to),
        new Uint8Array(values.buffer),
      );
    }
  }));

Deno.test("tensors may have any names, also numbers, which JSON objects put in order", () =>
  withFile(async (file) => {
    const numbered = new Map<string, StoredTensor>(
      ["10", "a", "2", ""].map((name, i) => [name, { shape: [1], values: Float32Array.of(i) }]),
    );
    await writeSafetensors(file, { tensors: numbered, metadata });
    deepStrictEqual((await readSafetensors(file)).tensors, numbered);
  }));

Deno.test("a truncated, altered or extended file is refused with SyntaxError", () =>
  withFile(async (file) => {
    await writeSafetensors(file, { tensors: tensors(), metadata });
    const bytes = await Deno.readFile(file);
    // Under another name the hash is metadata of a program that writes none: see writeSafetensors().
    const key = new TextDecoder("latin1").decode(bytes).indexOf('"sha256"');
    const isInKey = (at: number) => at > key && at < key + '"sha256"'.length - 1;
    const altered = fc.oneof(
      fc.nat({ max: bytes.length - 1 }).map((end) => bytes.slice(0, end)),
      fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 })).map(
        ([at, change]) => bytes.with(isInKey(at) ? 0 : at, bytes[isInKey(at) ? 0 : at] ^ change),
      ),
      fc.uint8Array({ minLength: 1, maxLength: 20 }).map((more) =>
        new Uint8Array([...bytes, ...more])
      ),
    );
    await fc.assert(
      fc.asyncProperty(altered, async (content) => {
        await Deno.writeFile(file, content);
        await rejects(readSafetensors(file), SyntaxError);
      }),
    );
  }));

/** Writes a file with this header, which describes `numbers` bytes. */
async function writeHeader(file: string, header: unknown, numbers = 0): Promise<void> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + numbers);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  await Deno.writeFile(file, bytes);
}

/** Any JSON that is not a record of strings, which would be valid metadata. */
const notMetadata = fc.jsonValue().filter((value) =>
  value === null || typeof value !== "object" || Array.isArray(value) ||
  Object.values(value).some((each) => typeof each !== "string")
);
const invalidHeaders = {
  "that is not an object": fc.jsonValue().filter((value) =>
    value === null || typeof value !== "object" || Array.isArray(value)
  ),
  "with an entry that describes no tensor": fc.dictionary(fc.string(), fc.jsonValue(), {
    minKeys: 1,
  }).filter((header) => !("__metadata__" in header)),
  "with an entry without a valid type, shape or offsets": fc.record({
    w: fc.record({
      dtype: fc.oneof(fc.constant("F32"), fc.jsonValue()),
      shape: fc.oneof(fc.constant([1]), fc.jsonValue()),
      data_offsets: fc.oneof(fc.constant([0, 4]), fc.jsonValue()),
    }),
  }),
  "whose metadata does not map names to strings": fc.record({ __metadata__: notMetadata }),
};
for (const [what, headers] of Object.entries(invalidHeaders)) {
  Deno.test(`a header ${what} is refused with SyntaxError`, () =>
    withFile((file) =>
      fc.assert(
        fc.asyncProperty(headers, async (header) => {
          await writeHeader(file, header);
          await rejects(readSafetensors(file), SyntaxError);
        }),
        { examples: what.startsWith("whose metadata") ? [[{ __metadata__: null }]] : [] },
      )
    ));
}

Deno.test("a tensor of a type that is not supported is refused by name", () =>
  withFile(async (file) => {
    await writeHeader(file, { w: { dtype: "BF16", shape: [1], data_offsets: [0, 2] } }, 2);
    await rejects(
      readSafetensors(file),
      /"w" has the type "BF16", expected one of F32, F16, I32, U8/,
    );
  }));

Deno.test("names that the format reserves are refused before anything is written", () =>
  withFile(async (file) => {
    const [stored] = tensors().values(), hashed = { ...metadata, sha256: "mine" };
    await rejects(writeSafetensors(file, { tensors: tensors(), metadata: hashed }), {
      name: "RangeError",
      message: "metadata.sha256 is reserved for the file's hash",
    });
    await rejects(
      writeSafetensors(file, { tensors: new Map([["__metadata__", stored]]), metadata }),
      {
        name: "RangeError",
        message: 'a tensor must not be named "__metadata__"',
      },
    );
    await rejects(Deno.stat(file), Deno.errors.NotFound);
  }));
