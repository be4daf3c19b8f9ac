import type { Codes } from "../../codes.ts";
import { checkLabels } from "../clusters/labels.ts";
import { nearestNeighbours } from "./neighbours.ts";

/**
 * The share of each point's nearest neighbours that are of its own class, on average: 1 where the
 * classes lie apart, the classes' own frequency where they are mixed.
 *
 * @param labels a class for each point
 * @param neighbours how many; 10 unless told
 * @throws {RangeError} there are not as many labels as points, or too few points
 */
export function neighbourPurity(
  codes: Codes,
  labels: ArrayLike<number>,
  neighbours = 10,
): number {
  checkLabels(labels, codes.count);
  const { indices } = nearestNeighbours(codes, neighbours);
  let same = 0;
  indices.forEach((j, edge) => {
    if (labels[j] === labels[Math.floor(edge / neighbours)]) same++;
  });
  return same / indices.length;
}

/**
 * Classifies points by the vote of their nearest neighbours among known ones; a tie goes to the
 * lowest class.
 *
 * @param known points whose classes are known
 * @param labels their classes
 * @param asked points to classify
 * @param neighbours how many vote; 5 unless told
 * @returns a class for each point asked
 * @throws {RangeError} there are not as many labels as known points, or too few of these
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
  asked: Codes,
  neighbours = 5,
): Int32Array {
  const classes = checkLabels(labels, known.count);
  const { indices } = nearestNeighbours(known, neighbours, asked);
  const votes = new Int32Array(classes);
  return Int32Array.from({ length: asked.count }, (_, query) => {
    votes.fill(0);
    for (let i = query * neighbours; i < (query + 1) * neighbours; i++) votes[labels[indices[i]]]++;
    return votes.indexOf(Math.max(...votes));
  });
}
