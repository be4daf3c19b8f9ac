import { type Codes, codesFrom } from "../../codes.ts";
import { ImageSet, requireImages } from "../../images.ts";
import { requireInteger, requireList } from "../../require.ts";

/**
 * Codes on the path from one code to another, both ends included.
 *
 * - linear: (1 − t)·a + t·b
 * - spherical (Shoemake 1985): sin((1 − t)·Ω)/sin Ω · a + sin(t·Ω)/sin Ω · b, where Ω is the
 *   angle between a and b. The arc keeps the length that is typical of codes from a normal
 *   distribution; the straight line passes through the centre, where there are hardly any codes.
 *
 * @param from k numbers
 * @param to k numbers
 * @param steps the number of codes, at least 2
 * @throws {RangeError} steps is not an integer of at least 2, the lengths of the codes differ, or
 * the arc is undefined: one code is all zeros, or they point in opposite directions
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { interpolate } from "@autoencoders";
 *
 * deepStrictEqual([...interpolate([0, 0], [2, 4], 3).values], [0, 0, 1, 2, 2, 4]);
 * ```
 */
export function interpolate(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  steps: number,
  path: "linear" | "spherical" = "linear",
): Codes {
  requireList("from", from);
  requireList("to", to);
  if (from.length !== to.length) {
    throw new RangeError(
      `both codes must have the same length, got ${from.length} and ${to.length}`,
    );
  }
  requireInteger("steps", steps, 2);
  const angle = path === "spherical" ? angleBetween(from, to) : 0;
  const k = from.length, values = new Float32Array(steps * k);
  for (let step = 0; step < steps; step++) {
    const t = step / (steps - 1);
    // As the angle goes to 0, the weights of the arc tend to 1 − t and t.
    const a = angle < 1e-6 ? 1 - t : Math.sin((1 - t) * angle) / Math.sin(angle);
    const b = angle < 1e-6 ? t : Math.sin(t * angle) / Math.sin(angle);
    for (let i = 0; i < k; i++) values[step * k + i] = a * from[i] + b * to[i];
  }
  return codesFrom(values, k);
}

/**
 * Cross-fades from one image to another, pixel by pixel: interpolation without codes, for
 * comparison.
 *
 * @param from index of an image
 * @param to index of an image
 * @param steps the number of images, including both ends, at least 2
 * @throws {RangeError} steps is not an integer of at least 2, or an index is out of range
 */
export function blendImages(images: ImageSet, from: number, to: number, steps: number): ImageSet {
  requireImages(images);
  requireInteger("steps", steps, 2);
  const a = images.image(from), b = images.image(to), size = images.imageSize;
  const grey = 255 / images.maximum;
  const pixels = new Uint8ClampedArray(steps * size);
  for (let i = 0; i < pixels.length; i++) {
    const t = Math.floor(i / size) / (steps - 1);
    pixels[i] = grey * ((1 - t) * a[i % size] + t * b[i % size]);
  }
  const { height, width, channels } = images;
  return new ImageSet(new Uint8Array(pixels.buffer), { height, width, channels });
}

function angleBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0, aa = 0, bb = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  if (aa === 0 || bb === 0) throw new RangeError("a code of zeros has no direction");
  const cosine = dot / Math.sqrt(aa * bb);
  if (cosine < -1 + 1e-9) throw new RangeError("codes in opposite directions have no unique arc");
  return Math.acos(Math.min(1, cosine));
}
