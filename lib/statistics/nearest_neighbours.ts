import { codeAt, type Codes } from "../codes.ts";
import { type ProgressOptions, ProgressReporter } from "../progress/mod.ts";
import { requireInteger } from "../require.ts";
import { distanceBlocks } from "./distances.ts";

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
 * The exact nearest neighbours of each query among points, by Euclidean distance.
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
  requireInteger("neighbours", k, 1, queries ? points.count : points.count - 1);
  const n = (queries ?? points).count;
  return { indices: new Int32Array(n * k), distances: new Float32Array(n * k), k };
}

/** Fills in the neighbours block by block and yields the fraction done. */
function* search(found: Neighbours, points: Codes, queries?: Codes): Generator<number> {
  const { k } = found, n = points.count;
  for (const { start, end, squares } of distanceBlocks(queries ?? points, points)) {
    for (let query = start; query < end; query++) {
      const row = squares.subarray((query - start) * n, (query - start + 1) * n);
      if (!queries) row[query] = Infinity;
      const indices = found.indices.subarray(query * k, (query + 1) * k);
      const distances = found.distances.subarray(query * k, (query + 1) * k);
      selectLeast(row, indices, distances);
      const from = codeAt(queries ?? points, query);
      indices.forEach((point, i) => distances[i] = distance(from, codeAt(points, point)));
    }
    yield end / (queries ?? points).count;
  }
}

/** The k smallest of a row of squared distances, in ascending order, by insertion. */
function selectLeast(squares: Float32Array, indices: Int32Array, least: Float32Array): void {
  const k = indices.length;
  least.fill(Infinity);
  for (let j = 0; j < squares.length; j++) {
    if (squares[j] >= least[k - 1]) continue;
    let place = k - 1;
    for (; place > 0 && least[place - 1] > squares[j]; place--) {
      least[place] = least[place - 1];
      indices[place] = indices[place - 1];
    }
    least[place] = squares[j];
    indices[place] = j;
  }
}

/** ‖a − b‖, without the rounding error of a block's matrix product. */
function distance(a: Float32Array, b: Float32Array): number {
  let square = 0;
  for (let i = 0; i < a.length; i++) square += (a[i] - b[i]) ** 2;
  return Math.sqrt(square);
}
