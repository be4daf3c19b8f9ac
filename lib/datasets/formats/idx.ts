import { requireInteger, requireMember } from "../../require.ts";
import { canHold, gunzip, gunzipStart, isGzip } from "./gzip.ts";

/** The arrays that an IDX file can contain. */
export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** The array in an IDX file. */
export interface IdxArray {
  /** the values, last axis fastest */
  data: IdxData;
  /** the size of each axis: [60000, 28, 28] for MNIST's training images */
  shape: number[];
}

interface Type {
  code: number;
  size: number;
  make(length: number): IdxData;
  get?: "getInt16" | "getInt32" | "getFloat32" | "getFloat64";
  set?: "setInt16" | "setInt32" | "setFloat32" | "setFloat64";
}

const TYPES: Type[] = [
  { code: 0x08, size: 1, make: (n) => new Uint8Array(n) },
  { code: 0x09, size: 1, make: (n) => new Int8Array(n) },
  { code: 0x0b, size: 2, make: (n) => new Int16Array(n), get: "getInt16", set: "setInt16" },
  { code: 0x0c, size: 4, make: (n) => new Int32Array(n), get: "getInt32", set: "setInt32" },
  { code: 0x0d, size: 4, make: (n) => new Float32Array(n), get: "getFloat32", set: "setFloat32" },
  { code: 0x0e, size: 8, make: (n) => new Float64Array(n), get: "getFloat64", set: "setFloat64" },
];

/**
 * Reads an IDX file, the format of MNIST: two zero bytes, the type of the values, the rank, a
 * big-endian 32-bit size for each axis, then the big-endian values. Gzip is recognised by its
 * content and unpacked first.
 *
 * One-byte values of an uncompressed file are a view of `bytes`, not a copy.
 *
 * @throws {TypeError} `bytes` is not a Uint8Array
 * @throws {SyntaxError} wrong magic number, unknown type, rank 0, damaged gzip, or fewer or more
 * values than announced
 * @throws {RangeError} a size is 0, or the product of the sizes exceeds the length of any array
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { readIdx } from "@autoencoders";
 *
 * const labels = readIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4]));
 * deepStrictEqual(labels, { data: new Uint8Array([5, 0, 4]), shape: [3] });
 * ```
 */
export function readIdx(bytes: Uint8Array): IdxArray {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`an IDX file must be a Uint8Array, got ${typeof bytes}`);
  }
  const packed = isGzip(bytes);
  const start = (length: number) => packed ? gunzipStart(bytes, length) : bytes;

  const { type, rank } = readMagic(start(4));
  const headerLength = 4 + 4 * rank;
  const header = start(headerLength);
  if (header.length < headerLength) {
    throw new SyntaxError(
      `an IDX header of rank ${rank} has ${headerLength} bytes, got ${header.length}`,
    );
  }
  const shape = readShape(header, rank);
  const count = countOf(shape);
  const length = headerLength + count * type.size;

  if (packed ? !canHold(bytes.length, length) : bytes.length !== length) {
    throw new SyntaxError(
      `an IDX file of shape ${shape.join("×")} has ${length} bytes, ` +
        (packed ? `${bytes.length} bytes of gzip cannot contain them` : `got ${bytes.length}`),
    );
  }
  const body = (packed ? gunzip(bytes, length) : bytes).subarray(headerLength);
  return { data: decode(body, type, count), shape };
}

/**
 * Writes an array as an IDX file; {@linkcode readIdx} is its inverse.
 *
 * @throws {TypeError} IDX has no type for the values
 * @throws {RangeError} the rank is not in 1–255, a size is not an integer in 1–2³²−1, or the number
 * of values differs from the shape's
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { readIdx, writeIdx } from "@autoencoders";
 *
 * const array = { data: new Float32Array([0.5, -1, 2, 3]), shape: [2, 2] };
 * deepStrictEqual(readIdx(writeIdx(array)), array);
 * ```
 */
export function writeIdx(array: IdxArray): Uint8Array {
  requireMember("array", array, "shape", "readIdx() or like { data, shape }");
  const { data, shape } = array;
  const type = TYPES.find(({ make }) => make(0).constructor === data?.constructor);
  if (!type) {
    throw new TypeError(`IDX cannot contain ${data?.constructor?.name ?? typeof data}`);
  }
  if (shape.length < 1 || shape.length > 255) {
    throw new RangeError(`the rank of an IDX array must be in 1–255, got ${shape.length}`);
  }
  const count = countOf(shape);
  if (data.length !== count) {
    throw new RangeError(`shape ${shape.join("×")} needs ${count} values, got ${data.length}`);
  }
  const header = idxHeader(type.code, shape);
  const bytes = new Uint8Array(header.length + count * type.size);
  bytes.set(header);
  const view = new DataView(bytes.buffer);
  if (type.set) {
    for (let i = 0, at = header.length; i < count; i++, at += type.size) {
      view[type.set](at, data[i]);
    }
  } else {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, count), header.length);
  }
  return bytes;
}

/** The bytes before the values: 00 00, the type, the rank, a size for each axis. */
export function idxHeader(type: number, shape: readonly number[]): Uint8Array {
  const header = new Uint8Array(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  const view = new DataView(header.buffer);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  return header;
}

/** Whether the first bytes of a file are those of IDX or gzip. */
export function canBeIdx(start: Uint8Array): boolean {
  return isGzip(start) || start[0] === 0 && start[1] === 0 && start[2] !== 0;
}

function readMagic(header: Uint8Array): { type: Type; rank: number } {
  const shown = [...header.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0"));
  if (header.length < 4) {
    throw new SyntaxError(`an IDX file has at least 8 bytes, got ${header.length}`);
  }
  if (header[0] !== 0 || header[1] !== 0) {
    throw new SyntaxError(`an IDX file must begin with 00 00, got ${shown.join(" ")}`);
  }
  const type = TYPES.find(({ code }) => code === header[2]);
  if (!type) {
    throw new SyntaxError(
      `the type of an IDX file must be one of 08 09 0b 0c 0d 0e, got ${shown[2]}`,
    );
  }
  if (header[3] === 0) throw new SyntaxError("the rank of an IDX array must be in 1–255, got 0");
  return { type, rank: header[3] };
}

function readShape(header: Uint8Array, rank: number): number[] {
  const view = new DataView(header.buffer, header.byteOffset);
  return Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
}

/** The number of values of this shape; rejects sizes that no array can have. */
function countOf(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) {
    requireInteger("an IDX size", size, 1, 0xffff_ffff);
    count *= size;
  }
  // at most eight bytes per value, and a header of at most 1,024
  if (count > (Number.MAX_SAFE_INTEGER - 1024) / 8) {
    throw new RangeError(`IDX sizes ${shape.join("×")} overflow`);
  }
  return count;
}

function decode(body: Uint8Array, type: Type, count: number): IdxData {
  if (type.code === 0x08) return body;
  if (!type.get) return new Int8Array(body.buffer, body.byteOffset, count);
  const data = type.make(count);
  const view = new DataView(body.buffer, body.byteOffset);
  for (let i = 0; i < count; i++) data[i] = view[type.get](i * type.size);
  return data;
}
