import { type Codes, requireCodes } from "../../codes.ts";
import { nearestNeighbours, rowArgmax } from "../../statistics/mod.ts";
import { countClasses } from "./labels.ts";
import { requireList } from "../../require.ts";

/**
 * The mean fraction of a point's nearest neighbours that have its class: 1 if the classes are
 * separate, about the frequency of the classes if they are mixed.
 *
 * @param labels the class of each point
 * @param k the number of neighbours; default 10, or n − 1 of fewer points
 * @throws {RangeError} the numbers of labels and points differ, or there are too few points
 */
export function neighbourPurity(codes: Codes, labels: ArrayLike<number>, k?: number): number {
  requireCodes(codes);
  requireList("labels", labels);
  k ??= Math.max(1, Math.min(10, codes.count - 1));
  countClasses(labels, codes.count);
  const { indices } = nearestNeighbours(codes, k);
  let same = 0;
  indices.forEach((j, edge) => {
    if (labels[j] === labels[Math.floor(edge / k)]) same++;
  });
  return same / indices.length;
}

/**
 * k-nearest-neighbour classification: the majority class of a query's nearest known points, the
 * lowest class on a tie.
 *
 * @param known points whose classes are known
 * @param labels their classes
 * @param queries points to classify
 * @param k the number of neighbours that vote; default 5, or n of fewer known points
 * @returns the class of each query
 * @throws {RangeError} the numbers of labels and known points differ, or there are too few known
 * points
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { classifyByNeighbours, codesFrom } from "@autoencoders";
 *
 * const known = codesFrom([0, 1, 9, 10], 1);
 * const classes = classifyByNeighbours(known, [4, 4, 7, 7], codesFrom([2, 8], 1), 2);
 * deepStrictEqual([...classes], [4, 7]);
 * ```
 */
export function classifyByNeighbours(
  known: Codes,
  labels: ArrayLike<number>,
  queries: Codes,
  k = Math.min(5, known?.count),
): Int32Array {
  requireCodes(known, "known");
  requireList("labels", labels);
  requireCodes(queries, "queries");
  const classes = countClasses(labels, known.count);
  const votes = new Float32Array(queries.count * classes);
  nearestNeighbours(known, k, queries).indices.forEach((point, i) => {
    votes[Math.floor(i / k) * classes + labels[point]]++;
  });
  return rowArgmax(votes, classes);
}
