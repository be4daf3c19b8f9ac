import { type Codes, requireCodes } from "../../codes.ts";
import { requireForPoints } from "../../require.ts";
import {
  type DistanceBlock,
  distanceBlocks,
  nearestNeighbours,
  squaredDistance,
} from "../../statistics/mod.ts";

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
 * @param k the number of neighbours, below n/2; default 10, or the most that few points allow
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
export function trustworthiness(original: Codes, projection: Codes, k?: number): number {
  requireCodes(original, "original");
  requireCodes(projection, "projection");
  const n = original.count, most = Math.ceil(n / 2) - 1;
  if (projection.count !== n) {
    throw new RangeError(`the projection must have ${n} points, got ${projection.count}`);
  }
  k ??= Math.min(10, most);
  requireForPoints("neighbours", k, n, most);
  const near = nearestNeighbours(projection, k).indices;
  let excess = 0;
  for (const block of distanceBlocks(original, original)) {
    for (const [row, i] of block.queries.entries()) {
      for (const j of near.subarray(i * k, (i + 1) * k)) {
        excess += Math.max(0, rank(original, block, row, j) - k);
      }
    }
  }
  return 1 - 2 * excess / (n * k * (2 * n - 3 * k - 1));
}

/** The rank of point j by distance from the query of a row: 1 + the number of other points that are nearer. */
function rank(codes: Codes, block: DistanceBlock, row: number, j: number): number {
  const { queryErrors, pointErrors } = block, n = codes.count, i = block.queries[row];
  const squares = block.squares.subarray(row * n, (row + 1) * n);
  const own = squaredDistance(codes, i, codes, j), error = queryErrors[row];
  let rank = 1;
  for (let l = 0; l < n; l++) {
    // Only where rounding could decide, the distance is measured again.
    if (squares[l] - own > error + pointErrors[l] || l === i) continue;
    if (
      own - squares[l] > error + pointErrors[l] || squaredDistance(codes, i, codes, l, own) < own
    ) {
      rank++;
    }
  }
  return rank;
}
