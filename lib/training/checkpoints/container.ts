import { sha256Hex, writeAtomic } from "../../files/mod.ts";

/** An array with its place in the network or the optimiser. */
export interface StoredArray {
  name: string;
  shape: number[];
  values: Float32Array | Int32Array;
}

/** What a checkpoint file holds: anything JSON can say, NaN and ±Infinity besides, and arrays. */
export interface Container<Header> {
  header: Header;
  arrays: StoredArray[];
}

interface Frame<Header> {
  header: Header;
  arrays: { name: string; shape: number[]; type: "float32" | "int32" }[];
}

const magic = new TextEncoder().encode("AECHECK1");

/**
 * Writes header and arrays to one file, whole or not at all:
 *
 *     "AECHECK1" · length of the JSON, 4 bytes · JSON · arrays, 4 bytes a number · SHA-256 of it all
 *
 * Numbers are little-endian.
 */
export async function writeContainer<Header>(
  file: string,
  { header, arrays }: Container<Header>,
): Promise<void> {
  const frame: Frame<Header> = {
    header,
    arrays: arrays.map(({ name, shape, values }) => ({
      name,
      shape,
      type: values instanceof Int32Array ? "int32" : "float32",
    })),
  };
  const json = new TextEncoder().encode(JSON.stringify(frame, marked));
  const size = arrays.reduce((sum, { values }) => sum + values.byteLength, 0);
  const bytes = new Uint8Array(magic.length + 4 + json.length + size);
  bytes.set(magic);
  new DataView(bytes.buffer).setUint32(magic.length, json.length, true);
  bytes.set(json, magic.length + 4);
  let at = magic.length + 4 + json.length;
  for (const { values } of arrays) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  await writeAtomic(file, bytes, digest(bytes));
}

/**
 * Reads what {@linkcode writeContainer} wrote.
 *
 * @throws {SyntaxError} the file is no checkpoint, or was cut or altered
 * @throws {Deno.errors.NotFound} there is no such file
 */
export async function readContainer<Header>(file: string): Promise<Container<Header>> {
  const bytes = await Deno.readFile(file);
  const end = bytes.length - 32;
  if (magic.some((byte, i) => bytes[i] !== byte)) {
    throw new SyntaxError(`"${file}" is no checkpoint: it does not begin with AECHECK1`);
  }
  const kept = bytes.subarray(Math.max(0, end));
  const sum = digest(bytes.subarray(0, Math.max(0, end)));
  if (end < magic.length + 4 || sum.some((byte, i) => byte !== kept[i])) {
    throw new SyntaxError(`"${file}" was cut or altered: its ${bytes.length} bytes do not match`);
  }
  const start = magic.length + 4;
  const length = new DataView(bytes.buffer).getUint32(magic.length, true);
  const json = new TextDecoder().decode(bytes.subarray(start, start + length));
  const { header, arrays } = JSON.parse(json, unmarked) as Frame<Header>;
  let at = start + length;
  return {
    header,
    arrays: arrays.map(({ name, shape, type }) => {
      const next = at + 4 * shape.reduce((product, side) => product * side, 1);
      const buffer = bytes.slice(at, next).buffer;
      at = next;
      return {
        name,
        shape,
        values: type === "int32" ? new Int32Array(buffer) : new Float32Array(buffer),
      };
    }),
  };
}

// JSON has no number that is not finite: it goes as {"notFinite": "NaN"}.
function marked(_name: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { notFinite: `${value}` } : value;
}

function unmarked(_name: string, value: unknown): unknown {
  const { notFinite } = Object(value);
  return notFinite === undefined ? value : Number(notFinite);
}

function digest(bytes: Uint8Array): Uint8Array {
  return Uint8Array.fromHex(sha256Hex(bytes));
}
