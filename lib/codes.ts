import type { ImageSet } from "./images.ts";

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

/** Pixels as points, in 0–1: the baseline beside which codes are judged. */
export function pixelsAsCodes(images: ImageSet): Codes {
  const values = new Float32Array(images.pixels.length);
  for (let i = 0; i < values.length; i++) values[i] = images.pixels[i] / images.maximum;
  return codesFrom(values, images.imageSize);
}
