import { kindOf, requireArray, requireInteger, requireMember } from "../../require.ts";

/** NumPy's types that typed arrays have, by their names in a file, without the order of the bytes. */
const TYPES = {
  b1: Uint8Array, // booleans, 0 and 1
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  u8: BigUint64Array,
  i8: BigInt64Array,
  f2: Float16Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** The arrays that an npy file can contain. */
export type NpyData =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float16Array
  | Float32Array
  | Float64Array;

/** The array in an npy file. */
export interface NpyArray {
  /** the values, last axis fastest */
  data: NpyData;
  /** the size of each axis; [] for a single number */
  shape: number[];
}

const MAGIC = [0x93, ...new TextEncoder().encode("NUMPY")];
/** The values begin at a multiple of this, as NumPy writes them. */
const ALIGNMENT = 64;

/**
 * Reads an array that `numpy.save` wrote. Booleans are bytes of 0 and 1, int64 (NumPy's default for
 * integers, such as labels) a BigInt64Array.
 *
 * @throws {TypeError} `bytes` is not a Uint8Array
 * @throws {SyntaxError} it is not in NumPy's format or was truncated; or the array has another type, the
 * bytes of a big-endian machine or Fortran's order of axes, with what to do in Python
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { readNpy, writeNpy } from "@autoencoders";
 *
 * const codes = { data: new Float32Array([0.5, -1, 2, 3]), shape: [2, 2] };
 * deepStrictEqual(readNpy(writeNpy(codes)), codes);
 * ```
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`an npy file must be a Uint8Array, got ${kindOf(bytes)}`);
  }
  const fail = (reason: string): never => {
    throw new SyntaxError(`not an npy file that can be read: ${reason}`);
  };
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    fail("it must begin with \\x93NUMPY, a version and the length of its header");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), version = bytes[6];
  const at = version === 1 ? 10 : 12;
  const start = at + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) fail(`its header ends at byte ${start} of ${bytes.length}`);
  const header = new TextDecoder().decode(bytes.subarray(at, start));
  const pattern =
    /^\{'descr': '([<>|=])(\w+)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\), \}\s*$/;
  const [, order, name, fortran, sizes] = pattern.exec(header) ??
    fail(`its header is ${JSON.stringify(header.slice(0, 80).trim())}`);
  if (order === ">") {
    fail("its bytes are big-endian; save array.astype(array.dtype.newbyteorder('<'))");
  }
  if (fortran === "True") {
    fail("its axes are in Fortran's order; save numpy.ascontiguousarray(array)");
  }
  if (!Object.hasOwn(TYPES, name)) {
    fail(`its type is ${name}, expected one of ${Object.keys(TYPES).join(", ")}; use array.astype`);
  }
  const type = TYPES[name as keyof typeof TYPES];
  const shape = sizes.split(",").filter((size) => size.trim()).map(Number);
  const size = shape.reduce((product, side) => product * side, type.BYTES_PER_ELEMENT);
  if (start + size !== bytes.length) {
    fail(`${name} of shape [${shape}] has ${size} bytes, the file has ${bytes.length - start}`);
  }
  return { data: new type(new Uint8Array(bytes.subarray(start)).buffer), shape };
}

/**
 * Writes an array as `numpy.load` reads it.
 *
 * @throws {TypeError} the values are not in a typed array
 * @throws {RangeError} a size is not an integer of at least 0, or the number of values differs from the
 * shape's
 *
 * @example
 * ```ts
 * import { codesFrom, writeNpy } from "@autoencoders";
 *
 * const { values, count, dimensions } = codesFrom([1, 2, 3, 4], 2);
 * const file = await Deno.makeTempFile();
 * await Deno.writeFile(file, writeNpy({ data: values, shape: [count, dimensions] }));
 * await Deno.remove(file);
 * ```
 */
export function writeNpy(array: NpyArray): Uint8Array {
  requireMember("array", array, "shape", "readNpy() or like { data, shape }");
  const { data, shape } = array;
  const name = Object.entries(TYPES).findLast(([, type]) => data instanceof type)?.[0];
  if (!name) {
    throw new TypeError(
      `data must be a typed array that NumPy has, such as Float32Array, got ${kindOf(data)}`,
    );
  }
  requireArray("shape", shape);
  for (const side of shape) requireInteger("a size", side, 0);
  const count = shape.reduce((product, side) => product * side, 1);
  if (data.length !== count) {
    throw new RangeError(`shape [${shape}] needs ${count} values, got ${data.length}`);
  }
  const descr = `${data.BYTES_PER_ELEMENT === 1 ? "|" : "<"}${name}`;
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const start = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(text.padEnd(start - 10 - 1) + "\n"), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}
