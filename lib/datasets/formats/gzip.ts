import { constants, gunzipSync } from "node:zlib";

/** Deflate cannot shrink anything further than this: 258 bytes into 2 bits. */
const DEFLATE_LIMIT = 1032;

/** Unpacked a megabyte at a time: a false size must not allocate what the file does not hold. */
const CHUNK = 2 ** 20;

/** Whether the bytes begin as gzip does, whatever the file is called. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Whether `compressed` bytes of gzip can hold `size` bytes at all. */
export function canHold(compressed: number, size: number): boolean {
  return size <= compressed * DEFLATE_LIMIT;
}

/**
 * The first `length` bytes of what gzip holds, or fewer where it holds fewer. Little more than that
 * is unpacked: the prefix read of the file doubles until it is enough.
 */
export function gunzipStart(bytes: Uint8Array, length: number): Uint8Array {
  for (let prefix = 64;; prefix *= 2) {
    const start = unpack(bytes.subarray(0, prefix), { finishFlush: constants.Z_SYNC_FLUSH });
    if (start.length >= length || prefix >= bytes.length) return start.subarray(0, length);
  }
}

/**
 * Unpacks gzip that should hold `size` bytes.
 *
 * @throws {SyntaxError} it is cut, damaged, or holds another number of bytes; one byte past `size`
 * is where unpacking stops
 */
export function gunzip(bytes: Uint8Array, size: number): Uint8Array {
  const unpacked = unpack(bytes, {
    maxOutputLength: size + 1,
    chunkSize: Math.min(Math.max(64, size + 1), CHUNK),
  });
  if (unpacked.length !== size) {
    const held = unpacked.length > size ? `more than ${size}` : `${unpacked.length}`;
    throw new SyntaxError(`gzip should hold ${size} bytes, holds ${held}`);
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
      throw new SyntaxError(`gzip holds more than ${Number(options!.maxOutputLength) - 1} bytes`);
    }
    throw new SyntaxError(`damaged gzip of ${bytes.length} bytes: ${message}`);
  }
}
