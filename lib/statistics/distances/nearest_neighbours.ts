import { type Codes, requireCodes } from "../../codes.ts";
import { type ProgressOptions, ProgressReporter } from "../../progress/mod.ts";
import { requireForPoints } from "../../require.ts";
import { type BoundBlock, distanceBounds, SPAN } from "./distance_bounds.ts";
import { squaredDistance } from "./distances.ts";

/** The nearest points of each of q queries, nearest first. */
export interface Neighbours {
  /** q · k indices of points */
  readonly indices: Int32Array;
  /** q · k Euclidean distances */
  readonly distances: Float32Array;
  /** the number of neighbours of each query */
  readonly k: number;
}

/**
 * The nearest neighbours of each query among points, by Euclidean distance: exactly those of
 * comparing all distances in double precision; of equally distant points, the first ones.
 *
 * @param k the number of neighbours
 * @param queries q × d; default the points themselves, which are then not their own neighbours
 * @throws {RangeError} k is not an integer from 1 to the number of candidates, or queries and
 * points have different dimensions
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { codesFrom, nearestNeighbours } from "@autoencoders";
 *
 * const line = codesFrom([0, 1, 3, 7], 1);
 * deepStrictEqual([...nearestNeighbours(line, 1).indices], [1, 0, 1, 2]);
 * ```
 */
export function nearestNeighbours(points: Codes, k: number, queries?: Codes): Neighbours {
  requireCodes(points, "points");
  if (queries !== undefined) requireCodes(queries, "queries");
  const found = emptyNeighbours(points, k, queries);
  for (const share of search(found, points, queries)) void share;
  return found;
}

/** {@linkcode nearestNeighbours} of the points themselves, with progress and a stop signal. */
export async function nearestNeighboursAsync(
  points: Codes,
  k: number,
  options: ProgressOptions = {},
): Promise<Neighbours> {
  const found = emptyNeighbours(points, k), reporter = new ProgressReporter(options);
  for (const share of search(found, points)) await reporter.report(share);
  return found;
}

function emptyNeighbours(points: Codes, k: number, queries?: Codes): Neighbours {
  requireForPoints("neighbours", k, points.count, queries ? points.count : points.count - 1);
  const n = (queries ?? points).count;
  return { indices: new Int32Array(n * k), distances: new Float32Array(n * k), k };
}

/** Fills in the neighbours query by query and yields the fraction done. */
function* search(found: Neighbours, points: Codes, queries?: Codes): Generator<number> {
  let done = 0;
  for (const block of distanceBounds(queries ?? points, points)) {
    for (let row = 0; row < block.queries.length; row++) {
      searchRow(found, block, row, points, queries);
      yield ++done / (queries ?? points).count;
    }
  }
}

/**
 * Measures in double precision the points of every span that may have one nearer than the k-th smallest distance so
 * far, at first the k-th smallest of the distances below which each span has a point.
 */
function searchRow(
  { indices, distances, k }: Neighbours,
  block: BoundBlock,
  row: number,
  points: Codes,
  queries?: Codes,
): void {
  const { scores, spanErrors } = block, spans = spanErrors.length, n = points.count;
  const query = block.queries[row], least = new Float64Array(k).fill(Infinity);
  const nearest = indices.subarray(query * k, (query + 1) * k), start = row * spans;
  // One of these points may be the query itself.
  const bounds = new Float64Array(queries ? k : k + 1).fill(Infinity), last = bounds.length - 1;
  const near = new Int32Array(bounds.length);
  for (let span = 0; span < spans; span++) {
    const bound = spanErrors[span] - 2 * scores[start + span];
    if (bound < bounds[last]) insert(bound, span, bounds, near);
  }
  let limit = block.most[row] + bounds[last];
  for (let span = 0; span < spans; span++) {
    if (block.least[row] - 2 * scores[start + span] >= limit) continue;
    for (let j = span * SPAN, end = Math.min(n, j + SPAN); j < end; j++) {
      if (!queries && j === query) continue;
      const square = squaredDistance(queries ?? points, query, points, j, limit);
      if (square >= limit) continue;
      insert(square, j, least, nearest);
      limit = Math.min(limit, least[k - 1]);
    }
  }
  for (let i = 0; i < k; i++) distances[query * k + i] = Math.sqrt(least[i]);
}

/** Puts a number below the last one among the smallest, in ascending order; the last falls off. */
function insert(square: number, j: number, least: Float64Array, indices: Int32Array): void {
  let place = least.length - 1;
  for (; place > 0 && least[place - 1] > square; place--) {
    least[place] = least[place - 1];
    indices[place] = indices[place - 1];
  }
  least[place] = square;
  indices[place] = j;
}
