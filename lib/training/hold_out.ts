import { type ImageSet, requireImages } from "../images.ts";
import { type Random, requireRandom } from "../random.ts";
import { requireInteger } from "../require.ts";

/**
 * Splits `count` random images off a training set, to validate on: at which epoch to stop, which
 * network to keep. The test set then chooses nothing.
 *
 * @throws {RangeError} `count` is not an integer in 1 to n−1
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { holdOut, imageSet, Random } from "@autoencoders";
 *
 * const images = imageSet(new Uint8Array(10), { height: 1, width: 1 });
 * const { train, validation } = holdOut(images, 3, new Random(1));
 * strictEqual(train.count, 7);
 * strictEqual(validation.count, 3);
 * ```
 */
export function holdOut(
  images: ImageSet,
  count: number,
  random: Random,
): { train: ImageSet; validation: ImageSet } {
  requireImages(images);
  requireRandom(random);
  requireInteger("count", count, 1, images.count - 1);
  const order = random.permutation(images.count);
  return {
    train: images.select(order.subarray(count).toSorted()),
    validation: images.select(order.subarray(0, count).toSorted()),
  };
}
