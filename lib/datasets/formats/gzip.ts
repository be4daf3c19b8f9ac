import { constants, gunzipSync } from "node:zlib";

/** The largest compression ratio of Deflate: 258 bytes in 2 bits. */
const DEFLATE_LIMIT = 1032;

/** Bytes per chunk of output, so that a wrong size allocates no more than the file contains. */
const CHUNK = 2 ** 20;

/** Whether the bytes begin with gzip's signature. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Whether `compressed` bytes of gzip can contain `size` bytes. */
export function canHold(compressed: number, size: number): boolean {
  return size <= compressed * DEFLATE_LIMIT;
}

/**
 * The first `length` unpacked bytes, or all if there are fewer. Unpacks little more than that: it
 * doubles the prefix of the file until it suffices.
 */
export function gunzipStart(bytes: Uint8Array, length: number): Uint8Array {
  for (let prefix = 64;; prefix *= 2) {
    const start = unpack(bytes.subarray(0, prefix), { finishFlush: constants.Z_SYNC_FLUSH });
    if (start.length >= length || prefix >= bytes.length) return start.subarray(0, length);
  }
}

/**
 * Unpacks gzip that must contain `size` bytes; stops after one more.
 *
 * @throws {SyntaxError} it is truncated or damaged, or contains more or fewer bytes
 */
export function gunzip(bytes: Uint8Array, size: number): Uint8Array {
  const unpacked = unpack(bytes, {
    maxOutputLength: size + 1,
    chunkSize: Math.min(Math.max(64, size + 1), CHUNK),
  });
  if (unpacked.length !== size) {
    const actual = unpacked.length > size ? `more than ${size}` : `${unpacked.length}`;
    throw new SyntaxError(`gzip must contain ${size} bytes, contains ${actual}`);
  }
  return unpacked;
}

function unpack(bytes: Uint8Array, options: Parameters<typeof gunzipSync>[1]): Uint8Array {
  try {
    const { buffer, byteOffset, byteLength } = gunzipSync(bytes, options);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new SyntaxError(
        `gzip contains more than ${Number(options!.maxOutputLength) - 1} bytes`,
      );
    }
    throw new SyntaxError(`damaged gzip of ${bytes.length} bytes: ${message}`);
  }
}
