import { isRecord } from "../require.ts";
import { orFileError } from "./file_error.ts";
import { sha256Hex } from "./sha256.ts";
import { writeAtomic } from "./write_atomic.ts";

/** The numbers of a tensor, row-major. */
export type TensorValues = Float32Array | Float16Array | Int32Array | Uint8Array;

/** A tensor as a file stores it. */
export interface StoredTensor {
  /** sizes of its dimensions; [] for a scalar */
  shape: number[];
  values: TensorValues;
}

/** The content of a safetensors file. */
export interface Safetensors {
  tensors: Map<string, StoredTensor>;
  /** strings by name; `sha256` is reserved for the hash of the file */
  metadata: Record<string, string>;
}

/** The entry of a tensor in the header. */
interface Entry {
  dtype: string;
  shape: number[];
  /** first byte and the byte after the last, counted from the end of the header */
  data_offsets: [number, number];
}

/** The JSON before the numbers. */
type Header = Record<string, Entry | Record<string, string>>;

const arrays = { F32: Float32Array, F16: Float16Array, I32: Int32Array, U8: Uint8Array } as const;
const METADATA = "__metadata__";
const LENGTH_BYTES = 8;
/** As in the reference implementation. */
const MAXIMUM_HEADER_BYTES = 100_000_000;

/**
 * Writes tensors and metadata to one file in the safetensors format
 * (https://github.com/huggingface/safetensors), atomically: see {@linkcode writeAtomic}. It adds
 * `metadata.sha256`, a hash of everything else, which {@linkcode readSafetensors} verifies. A program that
 * changes the file must remove it.
 *
 *     length of the header, 8 bytes · header, JSON padded with spaces · numbers, little-endian
 *
 * @throws {RangeError} the metadata has a `sha256`, or a tensor is named "__metadata__"
 */
export async function writeSafetensors(
  file: string,
  { tensors, metadata }: Safetensors,
): Promise<void> {
  if ("sha256" in metadata) throw new RangeError("metadata.sha256 is reserved for the file's hash");
  if (tensors.has(METADATA)) throw new RangeError(`a tensor must not be named "${METADATA}"`);
  const header: Header = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  // Wide types first, so that each tensor begins at a multiple of its element size.
  const bySize = [...tensors].sort(([, a], [, b]) =>
    b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT
  );
  for (const [name, { shape, values }] of bySize) {
    const dtype = Object.entries(arrays).find(([, type]) => values instanceof type)![0];
    header[name] = { dtype, shape, data_offsets: [at, at + values.byteLength] };
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    at += values.byteLength;
  }
  const sha256 = checksum(header, metadata, parts);
  const json = JSON.stringify({ [METADATA]: { ...metadata, sha256 }, ...header });
  const text = new TextEncoder().encode(json);
  const head = new Uint8Array(LENGTH_BYTES + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(head.length - LENGTH_BYTES), true);
  head.set(text, LENGTH_BYTES);
  await writeAtomic(file, head, ...parts);
}

/**
 * Reads a safetensors file of float32, float16, int32 and uint8 tensors. If its metadata has a
 * `sha256`, as {@linkcode writeSafetensors} adds, the content is verified.
 *
 * @throws {SyntaxError} the file is not in the format, was truncated or altered, or has a tensor of
 * another type
 * @throws {Deno.errors.NotFound} there is no such file
 */
export async function readSafetensors(file: string): Promise<Safetensors> {
  return parseSafetensors(await orFileError(Deno.readFile(file), "read", file), file);
}

/**
 * The content of a safetensors file that is in memory.
 *
 * @param file its name in errors
 * @throws {SyntaxError} as {@linkcode readSafetensors}
 */
export function parseSafetensors(bytes: Uint8Array, file: string): Safetensors {
  const fail = (reason: string): never => {
    throw new SyntaxError(`"${file}" is not an intact safetensors file: ${reason}`);
  };
  if (bytes.length < LENGTH_BYTES) fail(`it has ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (length > MAXIMUM_HEADER_BYTES || start > bytes.length) {
    fail(`its header should have ${length} bytes, the file has ${bytes.length}`);
  }
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, start), fail);
  const { [METADATA]: given = {}, ...entries } = header;
  const { sha256, ...metadata } = given as Record<string, string>;
  const tensors = new Map<string, StoredTensor>();
  let at = 0;
  const inOrder = Object.entries(entries).map(([name, entry]) => ({
    ...requireEntry(name, entry, fail),
    name,
  })).sort((a, b) =>
    a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]
  );
  for (const { name, dtype, shape, data_offsets: [from, to] } of inOrder) {
    const type = arrays[dtype as keyof typeof arrays];
    const size = shape.reduce((product, n) => product * n, type.BYTES_PER_ELEMENT);
    if (from !== at || to !== from + size || start + to > bytes.length) {
      fail(`"${name}" of ${size} bytes should be at ${from}–${to}`);
    }
    tensors.set(name, { shape, values: new type(bytes.slice(start + from, start + to).buffer) });
    at = to;
  }
  if (start + at !== bytes.length) fail(`${bytes.length - start - at} bytes follow its tensors`);
  if (sha256 !== undefined) {
    const found = checksum(entries as Header, metadata, [bytes.subarray(start)]);
    if (found !== sha256) fail(`its SHA-256 is ${found}, it says ${sha256}`);
  }
  return { tensors, metadata };
}

function parseHeader(text: Uint8Array, fail: (reason: string) => never): Header {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    fail(`its header is not JSON (${(error as Error).message})`);
  }
  if (!isRecord(header)) return fail("its header is not a JSON object");
  const metadata = METADATA in header ? header[METADATA] : {};
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== "string")) {
    fail(`its ${METADATA} must map names to strings`);
  }
  return header as Header;
}

function requireEntry(name: string, entry: unknown, fail: (reason: string) => never): Entry {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && value as number >= 0;
  if (!isRecord(entry)) return fail(`the entry of "${name}" is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string" || !Object.hasOwn(arrays, dtype)) {
    fail(
      `"${name}" has the type ${JSON.stringify(dtype)}, expected one of ${
        Object.keys(arrays).join(", ")
      }`,
    );
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) fail(`"${name}" has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    fail(`"${name}" has no valid data_offsets`);
  }
  return entry as unknown as Entry;
}

function checksum(
  entries: Header,
  metadata: Record<string, string>,
  parts: readonly Uint8Array[],
): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify([metadata, entries])), ...parts);
}
