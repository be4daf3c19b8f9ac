import { type Codes, codesFrom } from "../../codes.ts";
import { ImageSet } from "../../images.ts";

/**
 * Codes on the way from one to another, both included.
 *
 * Linear: (1 − t)·a + t·b. Spherical (Shoemake 1985): along the arc between their directions, which
 * keeps to the lengths that codes of a normal distribution have, where the straight line cuts
 * through the empty middle.
 *
 * @param from k numbers
 * @param to as many
 * @param steps how many codes, at least 2
 * @throws {RangeError} steps is no such integer, the codes are not as long, or there is no arc:
 * one is all zeros, or they point opposite ways
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
  way: "linear" | "spherical" = "linear",
): Codes {
  if (from.length !== to.length) {
    throw new RangeError(`a code of ${from.length} numbers cannot become one of ${to.length}`);
  }
  checkSteps(steps);
  const angle = way === "spherical" ? angleBetween(from, to) : 0;
  const k = from.length, values = new Float32Array(steps * k);
  for (let step = 0; step < steps; step++) {
    const t = step / (steps - 1);
    // sin((1 − t)·Ω) / sin Ω and sin(t·Ω) / sin Ω; for parallel codes these become 1 − t and t.
    const a = angle < 1e-6 ? 1 - t : Math.sin((1 - t) * angle) / Math.sin(angle);
    const b = angle < 1e-6 ? t : Math.sin(t * angle) / Math.sin(angle);
    for (let i = 0; i < k; i++) values[step * k + i] = a * from[i] + b * to[i];
  }
  return codesFrom(values, k);
}

/**
 * The fade from one image to another, pixel by pixel: what interpolation would be without a code.
 *
 * @param from index into the images
 * @param to index into the images
 * @param steps how many images, both ends included, at least 2
 * @throws {RangeError} steps is no such integer, or an index is not one of an image
 */
export function blendImages(images: ImageSet, from: number, to: number, steps: number): ImageSet {
  checkSteps(steps);
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

function checkSteps(steps: number): void {
  if (!Number.isSafeInteger(steps) || steps < 2) {
    throw new RangeError(`steps must be an integer of at least 2, got ${steps}`);
  }
}

function angleBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0, aa = 0, bb = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  if (aa === 0 || bb === 0) throw new RangeError("a code of zeros has no direction to turn from");
  const cosine = dot / Math.sqrt(aa * bb);
  if (cosine < -1 + 1e-9) throw new RangeError("codes that point opposite ways have many arcs");
  return Math.acos(Math.min(1, cosine));
}
