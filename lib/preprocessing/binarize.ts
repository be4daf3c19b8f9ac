import { type ImageSet, requireBytes, requireImages } from "../images.ts";
import { type Random, requireRandom } from "../random.ts";
import { requireInRange } from "../require.ts";

/**
 * Turns grey images black and white: a pixel becomes 1 if it is brighter than `threshold`, else 0.
 *
 * @param images n × h × w × 1 pixels, 0–255
 * @param threshold in pixel units; 127 is the "> 0.5" that most papers use
 * @returns a new set of the same shape whose pixels are 0 or 1
 * @throws {RangeError} the threshold is not in 0–254, or the images are not grey
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { binarize, imageSet } from "@autoencoders";
 *
 * const one = imageSet(new Uint8Array([0, 127, 128, 255]), { height: 2, width: 2 });
 * strictEqual(binarize(one).pixels.join(""), "0011");
 * ```
 */
export function binarize(images: ImageSet, threshold = 127): ImageSet {
  requireImages(images);
  requireInRange("threshold", threshold, 0, 254);
  requireGrey(images);
  const { pixels } = images;
  const binary = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) binary[i] = pixels[i] > threshold ? 1 : 0;
  return images.with(binary, images.labels, 1);
}

/**
 * Turns grey images black and white at random: a pixel becomes 1 with probability pixel / 255 (Bernoulli
 * sampling, as in Salakhutdinov & Murray 2008). Resampled in each epoch, it keeps the grey levels on
 * average.
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
 * const samples = [1, 2, 3, 4].map((seed) => binarizeStochastic(grey, new Random(seed)).pixels);
 * deepStrictEqual(samples.map((pixels) => [pixels[0], pixels[2]]), samples.map(() => [0, 1]));
 * ```
 */
export function binarizeStochastic(images: ImageSet, random: Random): ImageSet {
  requireImages(images);
  requireRandom(random);
  requireGrey(images);
  const { pixels } = images;
  const binary = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i];
    if (pixel > 0) binary[i] = pixel === 255 || random.uniform() < pixel / 255 ? 1 : 0;
  }
  return images.with(binary, images.labels, 1);
}

/**
 * The threshold t that best separates pixels into two classes (Otsu 1979): it maximises the variance
 * between the classes ≤ t and > t,
 *
 *     σ²(t) = n₀(t) · n₁(t) · (μ₀(t) − μ₁(t))² / n²
 *
 * Of consecutive thresholds with the same variance it is the middle one, of separate ones the lowest;
 * for pixels that are all equal it is 127.
 *
 * @param pixels any number of bytes
 * @returns an integer in 0–254; pixels above it are the bright class
 * @throws {TypeError} the pixels are not bytes
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { otsuThreshold } from "@autoencoders";
 *
 * strictEqual(otsuThreshold(new Uint8Array([10, 10, 20, 200, 210])), 109);
 * ```
 */
export function otsuThreshold(pixels: Uint8Array): number {
  requireBytes(pixels);
  const histogram = new Float64Array(256);
  for (const pixel of pixels) histogram[pixel]++;
  const total = pixels.length;
  const sum = histogram.reduce((sum, count, value) => sum + count * value, 0);

  let best = 0, first = 127, last = 127;
  for (let t = 0, n0 = 0, sum0 = 0; t < 255; t++) {
    n0 += histogram[t];
    sum0 += histogram[t] * t;
    const n1 = total - n0;
    if (n0 === 0 || n1 === 0) continue;
    const variance = n0 * n1 * (sum0 / n0 - (sum - sum0) / n1) ** 2;
    if (variance > best) {
      best = variance;
      first = last = t;
    } else if (variance === best && t === last + 1) {
      last = t;
    }
  }
  return (first + last) >> 1;
}

/** @throws {RangeError} the images have several channels or are binary */
function requireGrey({ channels, maximum }: ImageSet): void {
  if (channels !== 1) throw new RangeError(`images must have 1 channel, got ${channels}`);
  if (maximum !== 255) throw new RangeError(`images must be grey, 0–255, got 0–${maximum}`);
}
