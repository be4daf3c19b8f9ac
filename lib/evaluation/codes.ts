import * as tf from "@tensorflow/tfjs";
import { ImageSet } from "../images.ts";
import type { Coder } from "../models/coder.ts";
import { BATCH_SIZE, inBatches } from "./in_batches.ts";

/** Points in a latent space (or any other): n rows of k numbers, row after row. */
export interface Codes {
  /** n · k numbers */
  readonly values: Float32Array;
  /** n, the number of points */
  readonly count: number;
  /** k, the numbers of a point */
  readonly dimensions: number;
}

/**
 * Codes from their numbers, checked.
 *
 * @param values n · k numbers, row after row
 * @param dimensions k
 * @throws {RangeError} the values are no whole number of rows, there is none, or one is not finite
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { codesFrom } from "@autoencoders";
 *
 * strictEqual(codesFrom([1, 2, 3, 4, 5, 6], 2).count, 3);
 * ```
 */
export function codesFrom(values: ArrayLike<number>, dimensions: number): Codes {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw new RangeError(`dimensions must be a positive integer, got ${dimensions}`);
  }
  if (values.length === 0 || values.length % dimensions !== 0) {
    throw new RangeError(`${values.length} numbers are no rows of ${dimensions}`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`code ${Math.floor(i / dimensions)} holds ${values[i]}`);
    }
  }
  const numbers = values instanceof Float32Array ? values : Float32Array.from(values);
  return { values: numbers, count: values.length / dimensions, dimensions };
}

/** Point `index` as a view, not a copy. */
export function codeAt({ values, count, dimensions }: Codes, index: number): Float32Array {
  if (!Number.isSafeInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`code index must be an integer in 0–${count - 1}, got ${index}`);
  }
  return values.subarray(index * dimensions, (index + 1) * dimensions);
}

/** The points at `indices`, copied, in that order. */
export function selectCodes(codes: Codes, indices: ArrayLike<number>): Codes {
  const values = new Float32Array(indices.length * codes.dimensions);
  for (let i = 0; i < indices.length; i++) {
    values.set(codeAt(codes, indices[i]), i * codes.dimensions);
  }
  return codesFrom(values, codes.dimensions);
}

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

/** Pixels as points, in 0–1: the baseline beside which codes are judged. */
export function pixelsAsCodes(images: ImageSet): Codes {
  const values = new Float32Array(images.pixels.length);
  for (let i = 0; i < values.length; i++) values[i] = images.pixels[i] / images.maximum;
  return codesFrom(values, images.imageSize);
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
