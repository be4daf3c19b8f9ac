import * as tf from "@tensorflow/tfjs";
import { ByteTable } from "../backend/mod.ts";
import type { ImageSet } from "../images.ts";
import type { Random } from "../random.ts";
import { requireInteger } from "../require.ts";

/**
 * The indices 0–n−1 of an epoch in batches. The last batch is smaller if `batchSize` does not divide
 * `count`.
 *
 * @param random shuffles the indices; without it they are in order
 * @throws {RangeError} `count` or `batchSize` is not a positive integer
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { batches } from "./batches.ts";
 * import { Random } from "@autoencoders";
 *
 * deepStrictEqual([...batches(5, 2)].map((batch) => [...batch]), [[0, 1], [2, 3], [4]]);
 * deepStrictEqual([...batches(5, 2, new Random(1))], [...batches(5, 2, new Random(1))]);
 * ```
 */
export function batches(
  count: number,
  batchSize: number,
  random?: Random,
): Generator<Int32Array, void> {
  requireInteger("count", count);
  requireInteger("batchSize", batchSize);
  return cut(random?.permutation(count) ?? Int32Array.from({ length: count }, (_, i) => i));

  function* cut(order: Int32Array): Generator<Int32Array, void> {
    for (let i = 0; i < count; i += batchSize) yield order.subarray(i, i + batchSize);
  }
}

/** The most rows in a batch by default, and the most numbers in them: 3.2 MB as float32. */
const MOST_ROWS = 1000, MOST_NUMBERS = 800_000;

/** Rows `start` to `end` (exclusive) of a set of images or of a tensor, in the order of the batches. */
export interface RowBatch<T extends tf.Tensor> {
  readonly start: number;
  readonly end: number;
  /** which rows; without shuffling `start` to `end` */
  readonly indices: Int32Array;
  /** a new tensor of these rows, of images [end − start, h, w, c] in 0–1; call it before the next batch */
  tensor(): T;
}

/**
 * All images of a set, or all rows of a tensor, in batches.
 *
 * @param batchSize default 1000, fewer of images larger than 28 × 28
 * @param random shuffles the images; without it they are in order
 * @throws {RangeError} the batch size is not a positive integer
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { inBatches } from "./batches.ts";
 * import { imageSet } from "@autoencoders";
 *
 * const images = imageSet(new Uint8Array(5), { height: 1, width: 1 });
 * deepStrictEqual([...inBatches(images, 2)].map(({ start, end }) => [start, end]), [[0, 2], [2, 4], [4, 5]]);
 * ```
 */
export function inBatches(
  images: ImageSet,
  batchSize?: number,
  random?: Random,
): Generator<RowBatch<tf.Tensor4D>, undefined>;
export function inBatches(
  rows: ImageSet | tf.Tensor,
  batchSize?: number,
): Generator<RowBatch<tf.Tensor>, undefined>;
export function* inBatches(
  rows: ImageSet | tf.Tensor,
  batchSize?: number,
  random?: Random,
): Generator<RowBatch<tf.Tensor>, undefined> {
  const { count, rowSize, rowsAt, dispose } = rows instanceof tf.Tensor
    ? tensorRows(rows)
    : imageRows(rows);
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / rowSize)));
  let start = 0;
  try {
    for (const indices of batches(count, batchSize ?? most, random)) {
      const end = start + indices.length;
      yield { start, end, indices, tensor: () => rowsAt(indices) };
      start = end;
    }
  } finally {
    dispose();
  }
}

function tensorRows(tensor: tf.Tensor) {
  const [count, ...shape] = tensor.shape;
  const rowsAt = (indices: Int32Array) =>
    tf.slice(tensor, [indices[0], ...shape.map(() => 0)], [indices.length, ...shape]);
  return { count, rowSize: tensor.size / count, rowsAt, dispose: () => {} };
}

/** The images of a set as tensors [n, h, w, c] in 0–1, by their indices; to be disposed. */
export function imageRows(
  { pixels, count, height, width, channels, imageSize, maximum }: ImageSet,
) {
  const table = new ByteTable(pixels, imageSize, maximum);
  const rowsAt = (indices: Int32Array) =>
    table.batch(indices, [indices.length, height, width, channels]);
  return { count, rowSize: imageSize, rowsAt, dispose: () => table.dispose() };
}
