import type { ImageSet } from "../images.ts";

/**
 * Turns grey images black and white: a pixel becomes 1 where it is brighter than `threshold`, else 0.
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
  if (!(threshold >= 0 && threshold <= 254)) {
    throw new RangeError(`threshold must be in 0–254, got ${threshold}`);
  }
  requireGrey(images);
  const { pixels } = images;
  const binary = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) binary[i] = pixels[i] > threshold ? 1 : 0;
  return images.with(binary, images.labels, 1);
}

/** @throws {RangeError} the images have several channels, or are binary already */
export function requireGrey({ channels, maximum }: ImageSet): void {
  if (channels !== 1) throw new RangeError(`images must have 1 channel, got ${channels}`);
  if (maximum !== 255) throw new RangeError(`images must be grey, 0–255, got 0–${maximum}`);
}
