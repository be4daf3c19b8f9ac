import type * as tf from "@tensorflow/tfjs";
import { ByteTable } from "../backend/mod.ts";
import type { ImageSet } from "../images.ts";

/** Images a batch on the way through a coder: enough to keep it busy, 3 MB of 28 × 28 floats. */
export const BATCH_SIZE = 1000;

/** Images `start` to `end` (not included) of a set, and how to make a tensor of them. */
export interface Batch {
  readonly start: number;
  readonly end: number;
  /** A new tensor [end − start, h, w, c] in 0–1. */
  tensor(): tf.Tensor4D;
}

/**
 * A whole set in batches, in order.
 *
 * @throws {RangeError} the batch size is not a positive integer
 */
export function* inBatches(images: ImageSet, batchSize = BATCH_SIZE): Generator<Batch, undefined> {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batch size must be a positive integer, got ${batchSize}`);
  }
  const { pixels, count, height, width, channels, imageSize, maximum } = images;
  const table = new ByteTable(pixels, imageSize, maximum);
  try {
    for (let start = 0; start < count; start += batchSize) {
      const end = Math.min(start + batchSize, count);
      const indices = Int32Array.from({ length: end - start }, (_, i) => start + i);
      const shape = [end - start, height, width, channels];
      yield { start, end, tensor: () => table.batch(indices, shape) as tf.Tensor4D };
    }
  } finally {
    table.dispose();
  }
}
