import type { Random } from "../random.ts";

/**
 * One epoch: the indices 0–n−1 in random order, cut into batches. The last is smaller where
 * `batchSize` does not divide `count`. Without `random` they come in order.
 *
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
  for (const [name, value] of Object.entries({ count, batchSize })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${name} must be a positive integer, got ${value}`);
    }
  }
  return cut(random?.permutation(count) ?? Int32Array.from({ length: count }, (_, i) => i));

  function* cut(order: Int32Array): Generator<Int32Array, void> {
    for (let i = 0; i < count; i += batchSize) yield order.subarray(i, i + batchSize);
  }
}
