import { pixelsAsCodes } from "../codes.ts";
import { type ImageSet, requireImages } from "../images.ts";
import { nearestNeighbours, squaredDistance } from "../statistics/mod.ts";

/** The nearest neighbour of each query image, by distance of the pixels. */
export interface Nearest {
  /** the neighbours, in the order of the queries */
  readonly images: ImageSet;
  /** their positions in the searched set */
  readonly indices: Int32Array;
  /** Euclidean distances of pixels in 0–1 */
  readonly distances: Float32Array;
}

/** Images searched at a time: 31 MB of 28 × 28 float32 images. */
const CHUNK = 10_000;

/**
 * The training image nearest to each generated image, to show whether a generator memorises its
 * training images. Compare the distances with those of held-out images, which are not copies.
 *
 * @param images generated or held-out images
 * @param known the training images
 * @throws {RangeError} the images differ in size
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
  requireImages(images);
  requireImages(known, "known");
  const size = ({ height, width, channels }: ImageSet) => `${height}×${width}×${channels}`;
  if (size(images) !== size(known)) {
    throw new RangeError(
      `images must be ${size(known)} like the known images, got ${size(images)}`,
    );
  }
  const indices = new Int32Array(images.count);
  const distances = new Float32Array(images.count);
  const squares = new Float64Array(images.count).fill(Infinity);
  const queries = pixelsAsCodes(images);
  for (let start = 0; start < known.count; start += CHUNK) {
    const part = known.slice(start, Math.min(start + CHUNK, known.count));
    const points = pixelsAsCodes(part), found = nearestNeighbours(points, 1, queries);
    found.indices.forEach((nearest, i) => {
      const square = squaredDistance(queries, i, points, nearest);
      if (square >= squares[i]) return;
      squares[i] = square;
      distances[i] = found.distances[i];
      indices[i] = start + nearest;
    });
  }
  return { images: known.select(indices), indices, distances };
}
