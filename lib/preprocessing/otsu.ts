import type { ImageSet } from "../images.ts";
import { requireGrey } from "./binarize.ts";

/**
 * The threshold that best splits pixels into two classes (Otsu 1979): the one whose classes lie
 * furthest apart. Of several in a row that do equally well it is the middle one, of several apart from
 * one another the lowest; 127 for pixels that are all alike.
 *
 * @param pixels any number of bytes
 * @returns an integer in 0–254; pixels above it are the bright class
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
  const histogram = new Float64Array(256);
  for (const pixel of pixels) histogram[pixel]++;
  const total = pixels.length;
  const sum = histogram.reduce((sum, count, value) => sum + count * value, 0);

  // σ²(t) = n₀(t) · n₁(t) · (μ₀(t) − μ₁(t))² / n², the variance between the classes ≤ t and > t
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

/**
 * Turns grey images black and white, each at its own threshold: see {@linkcode otsuThreshold}. Faint
 * strokes survive that a fixed threshold would lose.
 *
 * @param images n × h × w × 1 pixels, 0–255
 * @returns a new set of the same shape whose pixels are 0 or 1
 * @throws {RangeError} the images are not grey
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { binarizeOtsu } from "./otsu.ts";
 * import { imageSet } from "@autoencoders";
 *
 * const faint = imageSet(new Uint8Array([0, 5, 60, 70]), { height: 2, width: 2 });
 * strictEqual(binarizeOtsu(faint).pixels.join(""), "0011");
 * ```
 */
export function binarizeOtsu(images: ImageSet): ImageSet {
  requireGrey(images);
  const binary = new Uint8Array(images.pixels.length);
  for (let i = 0, at = 0; i < images.count; i++) {
    const image = images.image(i);
    const threshold = otsuThreshold(image);
    for (const pixel of image) binary[at++] = pixel > threshold ? 1 : 0;
  }
  return images.with(binary, images.labels, 1);
}
