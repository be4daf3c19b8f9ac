import { codeAt, type Codes } from "../../codes.ts";
import { distanceBlocks } from "../../statistics/mod.ts";
import { type ProgressOptions, ProgressReporter } from "../../progress/mod.ts";

/** The nearest points of each query, nearest first. */
export interface Neighbours {
  /** q · k indices into the points */
  readonly indices: Int32Array;
  /** q · k Euclidean distances */
  readonly distances: Float32Array;
  /** k, the neighbours of a query */
  readonly each: number;
}

/**
 * The exact nearest neighbours of each query among points, by Euclidean distance.
 *
 * @param queries where to look from; the points themselves where that is not told, and then no
 * point is its own neighbour
 * @param each k, how many
 * @throws {RangeError} k is not an integer in 1 to the points there are to find, or queries and
 * points have other dimensions
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
export function nearestNeighbours(points: Codes, each: number, queries?: Codes): Neighbours {
  const found = emptyNeighbours(points, each, queries);
  for (const step of search(found, points, queries)) void step;
  return found;
}

/** {@linkcode nearestNeighbours} in turns, so that it can be watched and ended. */
export async function findNeighbours(
  points: Codes,
  each: number,
  watch: ProgressOptions = {},
): Promise<Neighbours> {
  const found = emptyNeighbours(points, each), reporter = new ProgressReporter(watch);
  for (const share of search(found, points)) await reporter.report(share);
  return found;
}

function emptyNeighbours(points: Codes, each: number, queries?: Codes): Neighbours {
  const most = queries ? points.count : points.count - 1;
  if (!Number.isSafeInteger(each) || each < 1 || each > most) {
    throw new RangeError(`neighbours must be an integer in 1–${most}, got ${each}`);
  }
  const n = (queries ?? points).count;
  return { indices: new Int32Array(n * each), distances: new Float32Array(n * each), each };
}

/** Fills in the neighbours block by block and yields the share done. */
function* search(found: Neighbours, points: Codes, queries?: Codes): Generator<number> {
  const { indices, distances, each } = found;
  for (const { start, end, squares } of distanceBlocks(queries ?? points, points)) {
    for (let query = start; query < end; query++) {
      const row = squares.subarray(
        (query - start) * points.count,
        (query - start + 1) * points.count,
      );
      if (!queries) row[query] = Infinity;
      const place = query * each;
      const ours = indices.subarray(place, place + each);
      nearest(row, ours, distances.subarray(place, place + each));
      const from = codeAt(queries ?? points, query);
      ours.forEach((point, i) => distances[place + i] = distance(from, codeAt(points, point)));
    }
    yield end / (queries ?? points).count;
  }
}

/** The k least of a row of squared distances, in ascending order, by insertion. */
function nearest(squares: Float32Array, indices: Int32Array, distances: Float32Array): void {
  const k = indices.length;
  distances.fill(Infinity);
  for (let j = 0; j < squares.length; j++) {
    if (squares[j] >= distances[k - 1]) continue;
    let place = k - 1;
    for (; place > 0 && distances[place - 1] > squares[j]; place--) {
      distances[place] = distances[place - 1];
      indices[place] = indices[place - 1];
    }
    distances[place] = squares[j];
    indices[place] = j;
  }
}

/** ‖a − b‖, without the rounding of a block's matrix product. */
function distance(a: Float32Array, b: Float32Array): number {
  let square = 0;
  for (let i = 0; i < a.length; i++) square += (a[i] - b[i]) ** 2;
  return Math.sqrt(square);
}
