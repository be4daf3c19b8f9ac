import * as tf from "@tensorflow/tfjs";
import { type Codes, codesFrom } from "../../codes.ts";
import { ImageSet } from "../../images.ts";
import type { Coder } from "../../models/mod.ts";
import { BATCH_SIZE, inBatches } from "../in_batches.ts";

/**
 * The codes of a whole set, in batches: n × k.
 *
 * @throws {RangeError} the coder gives codes of another shape, or one that is not finite
 */
export function encodeImages(
  coder: Coder,
  images: ImageSet,
  batchSize: number = BATCH_SIZE,
): Codes {
  const values = new Float32Array(images.count * coder.latent);
  for (const { start, end, tensor } of inBatches(images, batchSize)) {
    tf.tidy(() => {
      const codes = coder.encode(tensor()); // [b, h, w, c] → [b, k]
      checkShape(codes, [end - start, coder.latent], `${coder.name}'s codes`);
      values.set(codes.dataSync(), start * coder.latent);
    });
  }
  return codesFrom(values, coder.latent);
}

/**
 * The images that codes stand for, in bytes 0–255.
 *
 * @throws {RangeError} the codes are not as long as the coder's
 */
export function decodeCodes(coder: Coder, codes: Codes, batchSize: number = BATCH_SIZE): ImageSet {
  const { values, count, dimensions: k } = codes;
  if (k !== coder.latent) {
    throw new RangeError(`${coder.name} decodes codes of ${coder.latent} numbers, got ${k}`);
  }
  const parts: ImageSet[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const n = Math.min(batchSize, count - start);
    tf.tidy(() => {
      const images = coder.decode(tf.tensor2d(values.subarray(start * k, (start + n) * k), [n, k]));
      parts.push(toImages(images));
    });
  }
  if (parts.length === 1) return parts[0];
  const pixels = new Uint8Array(count * parts[0].imageSize);
  parts.forEach((part, i) => pixels.set(part.pixels, i * batchSize * part.imageSize));
  return parts[0].with(pixels);
}

/** @throws {RangeError} the tensor has another shape */
export function checkShape(tensor: tf.Tensor, shape: number[], what: string): void {
  if (tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i])) {
    throw new RangeError(`${what} must be [${shape}], got [${tensor.shape}]`);
  }
}

function toImages(images: tf.Tensor4D): ImageSet {
  const [, height, width, channels] = images.shape;
  // A clamped array rounds to the nearest byte.
  const bytes = Uint8ClampedArray.from(images.dataSync(), (value) => 255 * value);
  return new ImageSet(new Uint8Array(bytes.buffer), { height, width, channels });
}
