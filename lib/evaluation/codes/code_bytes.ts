import { gzipSync } from "node:zlib";
import { type ImageSet, requireImages } from "../../images.ts";
import { type Codes, requireCodes } from "../../codes.ts";

/** Bytes per image in each format; gzip compresses the whole set, so its size is divided by n. */
export interface StoredBytes {
  /** the code, 4 bytes per number */
  readonly code: number;
  readonly codeGzip: number;
  /** the image, 1 byte per pixel and channel */
  readonly image: number;
  readonly imageGzip: number;
  /** the image at 1 bit per pixel, if all its pixels are black or white */
  readonly packed?: number;
  readonly packedGzip?: number;
}

/**
 * The sizes of stored codes and of the images that they encode.
 *
 * Counting numbers is misleading: a code of 32 float32 numbers takes 128 bytes, the binary 28 × 28
 * image takes 98, and 27 with gzip.
 *
 * @param codes one per image
 * @throws {RangeError} the numbers of codes and images differ
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
  requireCodes(codes);
  requireImages(images);
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
 * Black-and-white images at 1 bit per pixel: the first pixel in the highest bit, each image padded
 * to whole bytes.
 *
 * @returns n · ⌈h·w·c / 8⌉ bytes; undefined if a pixel is neither black nor white
 */
export function packBits(images: ImageSet): Uint8Array | undefined {
  requireImages(images);
  const { pixels, count, imageSize, maximum } = images;
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
