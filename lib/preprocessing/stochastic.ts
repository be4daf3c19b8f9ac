import type { ImageSet } from "../images.ts";
import type { Random } from "../random.ts";
import { requireGrey } from "./binarize.ts";

/**
 * Turns grey images black and white by chance: a pixel becomes 1 with probability pixel / 255, a
 * Bernoulli draw, as in Salakhutdinov & Murray (2008). Drawn anew each epoch it keeps the grey
 * levels, on average.
 *
 * @param images n × h × w × 1 pixels, 0–255
 * @returns a new set of the same shape whose pixels are 0 or 1
 * @throws {RangeError} the images are not grey
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { binarizeStochastic, imageSet, Random } from "@autoencoders";
 *
 * const grey = imageSet(new Uint8Array([0, 128, 255]), { height: 1, width: 3 });
 * const draws = [1, 2, 3, 4].map((seed) => binarizeStochastic(grey, new Random(seed)).pixels);
 * deepStrictEqual(draws.map((pixels) => [pixels[0], pixels[2]]), draws.map(() => [0, 1]));
 * ```
 */
export function binarizeStochastic(images: ImageSet, random: Random): ImageSet {
  requireGrey(images);
  const { pixels } = images;
  const binary = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i];
    if (pixel > 0) binary[i] = pixel === 255 || random.uniform() < pixel / 255 ? 1 : 0;
  }
  return images.with(binary, images.labels, 1);
}
