import { gzipSync } from "node:zlib";
import type { ImageSet } from "../../images.ts";
import type { Codes } from "../../codes.ts";

/** Bytes an image, each way of storing it; with gzip, the whole set's bytes divided by n. */
export interface StoredBytes {
  /** the code as it is: 4 bytes a number */
  readonly code: number;
  readonly codeGzip: number;
  /** the image as it is: a byte a pixel and channel */
  readonly image: number;
  readonly imageGzip: number;
  /** the image at a bit a pixel, where all its pixels are black or white */
  readonly packed?: number;
  readonly packedGzip?: number;
}

/**
 * What codes weigh as stored, beside the images that they stand for.
 *
 * Counts of numbers mislead: a code of 32 float32 numbers has 128 bytes, the binary 28 × 28 image
 * that it codes has 98, and gzip needs 27 for it.
 *
 * @param codes one for each image
 * @throws {RangeError} there are not as many codes as images
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { codeBytes, codesFrom, imageSet } from "@autoencoders";
 *
 * const image = imageSet(new Uint8Array(28 * 28), { height: 28, width: 28, maximum: 1 });
 * const bytes = codeBytes(codesFrom(new Float32Array(32), 32), image);
 * strictEqual(bytes.code, 128);
 * strictEqual(bytes.packed, 98);
 * ```
 */
export function codeBytes(codes: Codes, images: ImageSet): StoredBytes {
  const { count: n, pixels, imageSize } = images;
  if (codes.count !== n) throw new RangeError(`${n} images need ${n} codes, got ${codes.count}`);
  const { buffer, byteOffset, byteLength } = codes.values;
  const gzipped = (bytes: Uint8Array) => gzipSync(bytes, { level: 9 }).length / n;
  const stored = {
    code: 4 * codes.dimensions,
    codeGzip: gzipped(new Uint8Array(buffer, byteOffset, byteLength)),
    image: imageSize,
    imageGzip: gzipped(pixels),
  };
  const bits = packBits(images);
  return bits ? { ...stored, packed: bits.length / n, packedGzip: gzipped(bits) } : stored;
}

/**
 * Black-and-white images at a bit a pixel: the first pixel in the highest bit, each image filled up
 * to a whole byte.
 *
 * @returns n · ⌈h·w·c / 8⌉ bytes; undefined where a pixel is neither black nor white
 */
export function packBits({ pixels, count, imageSize, maximum }: ImageSet): Uint8Array | undefined {
  const bytesEach = Math.ceil(imageSize / 8);
  const packed = new Uint8Array(count * bytesEach);
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i] === 0) continue;
    if (pixels[i] !== maximum) return undefined;
    const pixel = i % imageSize;
    packed[Math.floor(i / imageSize) * bytesEach + (pixel >> 3)] |= 0x80 >> (pixel & 7);
  }
  return packed;
}
