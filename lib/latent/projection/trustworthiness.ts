import type { Codes } from "../../codes.ts";
import { distanceBlocks } from "../../statistics/mod.ts";
import { nearestNeighbours } from "../neighbours/neighbours.ts";

// T(k) = 1 − 2 / (n·k·(2n − 3k − 1)) · Σi Σj max(0, r(i,j) − k)
//
// j runs over the k nearest points of i in the picture, r(i,j) is j's rank by distance from i among
// the original points: 1 for the nearest.
/**
 * How far neighbours in a picture were neighbours before (Venna & Kaski 2001): 1 where all were,
 * about ½ where the picture is random. All pairs are compared: 10,000 points take some seconds.
 *
 * @param original n × k points
 * @param picture the same points in fewer dimensions
 * @param neighbours k, below n/2; 10 unless told
 * @throws {RangeError} k is not an integer in that range, or there are not as many points in both
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
export function trustworthiness(original: Codes, picture: Codes, neighbours = 10): number {
  const n = original.count, k = neighbours;
  if (picture.count !== n) {
    throw new RangeError(`the picture of ${n} points must have ${n} points, got ${picture.count}`);
  }
  if (!Number.isSafeInteger(k) || k < 1 || k >= n / 2) {
    throw new RangeError(`neighbours must be an integer in 1–${Math.ceil(n / 2) - 1}, got ${k}`);
  }
  const near = nearestNeighbours(picture, k).indices;
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

/** 1 + the numbers below `value`. */
function rank(row: Float32Array, value: number): number {
  let below = 1;
  for (let i = 0; i < row.length; i++) if (row[i] < value) below++;
  return below;
}
