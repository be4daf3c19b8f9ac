import * as tf from "@tensorflow/tfjs";
import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import { ImageSet, requireImages } from "../../images.ts";
import { type Coder, requireCoder } from "../../models/mod.ts";
import { inBatches } from "../../preprocessing/mod.ts";
import { allFinite } from "../../statistics/mod.ts";

/**
 * Encodes a set of images in batches.
 *
 * @returns n codes of k numbers
 * @throws {RangeError} the codes have the wrong shape, or a number is NaN or infinite
 */
export function encodeImages(coder: Coder, images: ImageSet): Codes {
  requireCoder(coder);
  requireImages(images);
  const values = new Float32Array(images.count * coder.latent);
  for (const { start, end, tensor } of inBatches(images)) {
    tf.tidy(() => {
      const codes = coder.encode(tensor()); // [b, h, w, c] → [b, k]
      requireShape(codes, [end - start, coder.latent], `${coder.name}'s codes`);
      values.set(codes.dataSync(), start * coder.latent);
    });
  }
  return codesFrom(values, coder.latent);
}

/**
 * Decodes codes in batches.
 *
 * @returns images of bytes, 0–255
 * @throws {RangeError} the length of the codes differs from the coder's, or an output is NaN or infinite
 */
export function decodeCodes(coder: Coder, codes: Codes): ImageSet {
  requireCoder(coder);
  requireCodes(codes);
  const { values, count, dimensions: k } = codes;
  if (k !== coder.latent) {
    throw new RangeError(`codes of ${coder.name} must have ${coder.latent} numbers, got ${k}`);
  }
  const parts: ImageSet[] = [];
  tf.tidy(() => {
    for (const { tensor } of inBatches(tf.tensor2d(values, [count, k]))) {
      tf.tidy(() => {
        parts.push(toImages(coder, tensor() as tf.Tensor2D)); // [b, k] → [b, h, w, c]
      });
    }
  });
  const pixels = new Uint8Array(count * parts[0].imageSize);
  let at = 0;
  for (const part of parts) {
    pixels.set(part.pixels, at);
    at += part.pixels.length;
  }
  return parts[0].with(pixels);
}

/**
 * Encodes and decodes images; labels are kept.
 *
 * @returns images of bytes, 0–255
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { fitPca, imageSet, reconstructImages } from "@autoencoders";
 *
 * const images = imageSet(new Uint8Array([0, 0, 0, 255, 255, 0, 255, 255]), { height: 1, width: 2 });
 * const again = reconstructImages(fitPca(images, 2), images); // two numbers for two pixels
 * deepStrictEqual([...again.pixels], [...images.pixels]);
 * ```
 */
export function reconstructImages(coder: Coder, images: ImageSet): ImageSet {
  requireCoder(coder);
  requireImages(images);
  const decoded = decodeCodes(coder, encodeImages(coder, images));
  return decoded.with(decoded.pixels, images.labels);
}

/** @throws {RangeError} the tensor has another shape */
export function requireShape(tensor: tf.Tensor, shape: number[], name: string): void {
  if (!tf.util.arraysEqual(tensor.shape, shape)) {
    throw new RangeError(`${name} must be [${shape}], got [${tensor.shape}]`);
  }
}

function toImages(coder: Coder, codes: tf.Tensor2D): ImageSet {
  const images = coder.decode(codes), [, height, width, channels] = images.shape;
  const values = images.dataSync();
  if (!allFinite(values)) throw new RangeError(`the outputs of ${coder.name} are NaN or infinite`);
  // A clamped array rounds to the nearest byte.
  const bytes = Uint8ClampedArray.from(values, (value) => 255 * value);
  return new ImageSet(new Uint8Array(bytes.buffer), { height, width, channels });
}
