import type { Codes } from "../../codes.ts";
import { requireInteger } from "../../require.ts";
import { distanceBlocks, nearestNeighbours } from "../../statistics/mod.ts";

/**
 * Measures how far neighbours in a projection are neighbours in the original space (Venna & Kaski
 * 2001): 1 if all are, about ½ for a random projection.
 *
 * T(k) = 1 − 2 / (n·k·(2n − 3k − 1)) · Σi Σj max(0, r(i,j) − k), where j runs over the k nearest
 * points of i in the projection and r(i,j) is j's rank by distance from i in the original space.
 * All pairs are compared: 10,000 points take a few seconds.
 *
 * @param original n × d points
 * @param projection the same points in fewer dimensions
 * @param k the number of neighbours, below n/2; default 10
 * @throws {RangeError} k is not an integer in that range, or the numbers of points differ
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { codesFrom, trustworthiness } from "@autoencoders";
 *
 * const line = codesFrom([0, 1, 2, 4, 8, 16], 1);
 * strictEqual(trustworthiness(line, line, 2), 1);
 * ```
 */
export function trustworthiness(original: Codes, projection: Codes, k = 10): number {
  const n = original.count;
  if (projection.count !== n) {
    throw new RangeError(`the projection must have ${n} points, got ${projection.count}`);
  }
  requireInteger("neighbours", k, 1, Math.ceil(n / 2) - 1);
  const near = nearestNeighbours(projection, k).indices;
  let excess = 0;
  for (const { start, end, squares } of distanceBlocks(original, original)) {
    for (let i = start; i < end; i++) {
      const row = squares.subarray((i - start) * n, (i - start + 1) * n);
      row[i] = Infinity;
      for (const j of near.subarray(i * k, (i + 1) * k)) {
        excess += Math.max(0, rank(row, row[j]) - k);
      }
    }
  }
  return 1 - 2 * excess / (n * k * (2 * n - 3 * k - 1));
}

/** The rank of `value` in a row: 1 + the count of smaller numbers. */
function rank(row: Float32Array, value: number): number {
  let rank = 1;
  for (let i = 0; i < row.length; i++) if (row[i] < value) rank++;
  return rank;
}
