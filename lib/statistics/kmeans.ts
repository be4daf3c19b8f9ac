import { codeAt, type Codes, codesFrom } from "../codes.ts";
import type { Random } from "../random.ts";
import { NearestCentre } from "./assignment.ts";

/** Points parted into clusters round centres. */
export interface Clusters {
  /** k × d */
  readonly centres: Codes;
  /** the cluster of each point, 0 to k − 1 */
  readonly assignments: Int32Array;
  /** the sum of squared distances from the points to their centres */
  readonly inertia: number;
  /** rounds until nothing changed */
  readonly rounds: number;
}

/** How {@linkcode kMeans} works. */
export interface KMeansOptions {
  /** starts to choose the best from; 4 unless told */
  starts?: number;
  /** centres to begin from, instead of drawing them */
  centres?: Codes;
  /** rounds at most; 300 unless told */
  rounds?: number;
}

/**
 * k-means (Lloyd 1982) from k-means++ starts (Arthur & Vassilvitskii 2007): centres such that each
 * point is near its own. Of several starts the one with the least inertia is kept.
 *
 * @param codes n × d points
 * @param count k, how many clusters
 * @throws {RangeError} k is not an integer in 1–n, starts is not a positive one, or the centres to
 * begin from are not k × d
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { codesFrom, kMeans, Random } from "@autoencoders";
 *
 * const { centres } = kMeans(codesFrom([0, 1, 9, 10], 1), 2, new Random(1));
 * deepStrictEqual([...centres.values].sort(), [0.5, 9.5]);
 * ```
 */
export function kMeans(
  codes: Codes,
  count: number,
  random: Random,
  options: KMeansOptions = {},
): Clusters {
  const { starts = 4, centres, rounds = 300 } = options;
  if (!Number.isSafeInteger(count) || count < 1 || count > codes.count) {
    throw new RangeError(`clusters must be an integer in 1–${codes.count}, got ${count}`);
  }
  if (!Number.isSafeInteger(starts) || starts < 1) {
    throw new RangeError(`starts must be a positive integer, got ${starts}`);
  }
  if (centres && (centres.count !== count || centres.dimensions !== codes.dimensions)) {
    throw new RangeError(
      `centres must be ${count} × ${codes.dimensions}, got ${centres.count} × ${centres.dimensions}`,
    );
  }
  const points = new NearestCentre(codes);
  try {
    if (centres) return lloyd(codes, points, centres, rounds);
    let best: Clusters | undefined;
    for (let start = 0; start < starts; start++) {
      const clusters = lloyd(codes, points, spreadCentres(codes, points, count, random), rounds);
      if (!best || clusters.inertia < best.inertia) best = clusters;
    }
    return best!;
  } finally {
    points.dispose();
  }
}

/**
 * The nearest centre of each point.
 *
 * @throws {RangeError} points and centres have other dimensions
 */
export function nearestCentres(codes: Codes, centres: Codes): Int32Array {
  const points = new NearestCentre(codes);
  try {
    return points.assign(centres).assignments;
  } finally {
    points.dispose();
  }
}

function lloyd(codes: Codes, points: NearestCentre, start: Codes, most: number): Clusters {
  let centres = start, before: Int32Array | undefined;
  for (let round = 1;; round++) {
    const { assignments, squares } = points.assign(centres);
    const same = before && assignments.every((cluster, i) => cluster === before![i]);
    if (same || round > most) {
      const inertia = squares.reduce((sum, value) => sum + value, 0);
      return { centres, assignments, inertia, rounds: round - 1 };
    }
    centres = means(codes, assignments, squares, centres.count);
    before = assignments;
  }
}

/** The mean of each cluster; an empty one moves to the point that is farthest from its centre. */
function means(
  { values, count, dimensions: d }: Codes,
  assignments: Int32Array,
  squares: Float64Array,
  clusters: number,
): Codes {
  const sums = new Float64Array(clusters * d), sizes = new Float64Array(clusters);
  for (let i = 0; i < count; i++) {
    sizes[assignments[i]]++;
    for (let j = 0; j < d; j++) sums[assignments[i] * d + j] += values[i * d + j];
  }
  for (let cluster = 0; cluster < clusters; cluster++) {
    if (sizes[cluster] > 0) continue;
    const farthest = squares.indexOf(squares.reduce((most, value) => Math.max(most, value), 0));
    squares[farthest] = 0;
    sums.set(values.subarray(farthest * d, (farthest + 1) * d), cluster * d);
    sizes[cluster] = 1;
  }
  return codesFrom(sums.map((sum, i) => sum / sizes[Math.floor(i / d)]), d);
}

/** Each centre is a point drawn with a chance proportional to its squared distance from the others. */
function spreadCentres(codes: Codes, points: NearestCentre, count: number, random: Random): Codes {
  const d = codes.dimensions, centres = new Float32Array(count * d);
  let nearest: Float64Array = new Float64Array(codes.count).fill(1);
  for (let centre = 0; centre < count; centre++) {
    const point = codeAt(codes, draw(nearest, random));
    centres.set(point, centre * d);
    const { squares } = points.assign(codesFrom(point.slice(), d));
    nearest = centre === 0 ? squares : nearest.map((value, i) => Math.min(value, squares[i]));
  }
  return codesFrom(centres, d);
}

/** An index, each as likely as its weight says. */
function draw(weights: Float64Array, random: Random): number {
  let left = random.uniform() * weights.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return random.integer(weights.length); // all weights are 0: every point is a centre already
}
