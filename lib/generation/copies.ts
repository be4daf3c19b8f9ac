import { pixelsAsCodes } from "../codes.ts";
import type { ImageSet } from "../images.ts";
import { nearestNeighbours } from "../statistics/mod.ts";

/** The nearest image of a set to each of some others, pixel by pixel. */
export interface Nearest {
  /** the images found, in the order of those asked for */
  readonly images: ImageSet;
  /** their places in the set */
  readonly indices: Int32Array;
  /** Euclidean distances of pixels in 0–1 */
  readonly distances: Float32Array;
}

/** Images at a time: 31 MB of 28 × 28 floats. */
const CHUNK = 10_000;

/**
 * The training image that is nearest to each generated one: a generator that repeats what it has seen
 * shows itself. Compare the distances with those of held-out images, which are no copies.
 *
 * @param images generated, or held out
 * @param known what the generator was trained on
 * @throws {RangeError} the images are of different sizes
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { imageSet, nearestImages } from "@autoencoders";
 *
 * const size = { height: 1, width: 1 };
 * const known = imageSet(new Uint8Array([0, 153, 255]), size);
 * const { images, distances } = nearestImages(imageSet(new Uint8Array([51, 255]), size), known);
 * deepStrictEqual([...images.pixels], [0, 255]);
 * deepStrictEqual([...distances], [Math.fround(0.2), 0]);
 * ```
 */
export function nearestImages(images: ImageSet, known: ImageSet): Nearest {
  const size = ({ height, width, channels }: ImageSet) => `${height}×${width}×${channels}`;
  if (size(images) !== size(known)) {
    throw new RangeError(`images must be ${size(known)} like those known, got ${size(images)}`);
  }
  const indices = new Int32Array(images.count);
  const distances = new Float32Array(images.count).fill(Infinity);
  const queries = pixelsAsCodes(images);
  for (let start = 0; start < known.count; start += CHUNK) {
    const part = known.slice(start, Math.min(start + CHUNK, known.count));
    const found = nearestNeighbours(pixelsAsCodes(part), 1, queries);
    found.distances.forEach((distance, i) => {
      if (distance >= distances[i]) return;
      distances[i] = distance;
      indices[i] = start + found.indices[i];
    });
  }
  return { images: known.select(indices), indices, distances };
}
