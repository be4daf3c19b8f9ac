import { type ImageSet, requireImages } from "./images.ts";
import { isRecord, kindOf, requireInteger, requireList } from "./require.ts";

/** Points in a latent or any other space: n rows of k numbers, row by row. */
export interface Codes {
  /** n · k numbers */
  readonly values: Float32Array;
  /** n, the number of points */
  readonly count: number;
  /** k, the numbers per point */
  readonly dimensions: number;
}

/**
 * Codes from their numbers, checked.
 *
 * @param values n · k numbers, row by row
 * @param dimensions k
 * @throws {RangeError} there are no values, they do not fill whole rows, or one is not a number, NaN, infinite
 * or above 3.4 · 10³⁸, the largest number of float32
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
  requireList("values", values);
  requireInteger("dimensions", dimensions);
  if (values.length === 0 || values.length % dimensions !== 0) {
    throw new RangeError(
      `${values.length} numbers are not a whole number of rows of ${dimensions}`,
    );
  }
  const numbers = values instanceof Float32Array ? values : new Float32Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const value: unknown = values[i], finite = Number.isFinite(value);
    if (finite) numbers[i] = value as number;
    if (finite && Number.isFinite(numbers[i])) continue;
    const why = finite ? ", which is too large for float32" : "";
    throw new RangeError(
      `code ${Math.floor(i / dimensions)} contains ${Deno.inspect(value)}${why}`,
    );
  }
  return { values: numbers, count: values.length / dimensions, dimensions };
}

/** @throws {TypeError} `codes` are not what {@linkcode codesFrom} returns; the message says what they are */
export function requireCodes(codes: unknown, name = "codes"): asserts codes is Codes {
  const { values, count, dimensions } = isRecord(codes) ? codes : {};
  const numbers = values as ArrayLike<number> | undefined;
  if (numbers && numbers.length === Number(count) * Number(dimensions)) return;
  throw new TypeError(`${name} must be from encodeImages() or codesFrom(), got ${kindOf(codes)}`);
}

/** Point `index` as a view, not a copy. */
export function codeAt(codes: Codes, index: number): Float32Array {
  requireCodes(codes);
  const { values, count, dimensions } = codes;
  requireInteger("code index", index, 0, count - 1);
  return values.subarray(index * dimensions, (index + 1) * dimensions);
}

/** Copies of the points at `indices`, in that order. */
export function selectCodes(codes: Codes, indices: ArrayLike<number>): Codes {
  requireCodes(codes);
  requireList("indices", indices);
  const values = new Float32Array(indices.length * codes.dimensions);
  for (let i = 0; i < indices.length; i++) {
    values.set(codeAt(codes, indices[i]), i * codes.dimensions);
  }
  return codesFrom(values, codes.dimensions);
}

/** Pixels in 0–1 as points, one per image: the baseline that codes are compared with. */
export function pixelsAsCodes(images: ImageSet): Codes {
  requireImages(images);
  const values = new Float32Array(images.pixels.length);
  for (let i = 0; i < values.length; i++) values[i] = images.pixels[i] / images.maximum;
  return codesFrom(values, images.imageSize);
}
