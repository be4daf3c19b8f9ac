import { codeAt, type Codes, codesFrom, requireCodes } from "../../codes.ts";
import { type Random, requireRandom } from "../../random.ts";
import { requireForPoints, requireInteger, requireKnown } from "../../require.ts";
import { NearestCentre } from "./nearest_centre.ts";

/** Points partitioned into clusters around centres. */
export interface Clusters {
  /** k × d */
  readonly centres: Codes;
  /** the cluster of each point, 0 to k − 1 */
  readonly assignments: Int32Array;
  /** the sum of squared distances from the points to their centres */
  readonly inertia: number;
}

/** Options of {@linkcode kMeans}. */
export interface KMeansOptions {
  /** number of random starts, of which the best is kept; default 4 */
  starts?: number;
  /** initial centres, k × d, instead of random ones */
  centres?: Codes;
}

/** Maximum number of iterations of Lloyd's algorithm. */
const MAX_ITERATIONS = 300;

/**
 * k-means (Lloyd 1982) with k-means++ starts (Arthur & Vassilvitskii 2007): centres that minimise
 * the inertia, the sum of squared distances from each point to its nearest centre. The best of
 * several starts is kept.
 *
 * @param codes n × d points
 * @param count k, the number of clusters
 * @throws {RangeError} k is not an integer in 1–n, starts is not a positive integer, or the initial
 * centres are not k × d
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
  requireCodes(codes);
  requireRandom(random);
  requireKnown("kMeans", options, { starts: true, centres: true });
  const { starts = 4, centres } = options;
  requireForPoints("clusters", count, codes.count, codes.count);
  requireInteger("starts", starts);
  const d = codes.dimensions;
  if (centres && (centres.count !== count || centres.dimensions !== d)) {
    const got = `${centres.count} × ${centres.dimensions}`;
    throw new RangeError(`centres must be ${count} × ${d}, got ${got}`);
  }
  const points = new NearestCentre(codes);
  try {
    if (centres) return lloyd(codes, points, centres);
    let best: Clusters | undefined;
    for (let start = 0; start < starts; start++) {
      const clusters = lloyd(codes, points, randomCentres(codes, points, count, random));
      if (!best || clusters.inertia < best.inertia) best = clusters;
    }
    return best!;
  } finally {
    points.dispose();
  }
}

/** Alternates between assigning points and moving centres to means, until convergence. */
function lloyd(codes: Codes, points: NearestCentre, start: Codes): Clusters {
  const followed = points.follow(start), { assignments } = followed;
  let centres = start, clusters = new Sums(codes, assignments, start.count), fresh = true;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const means = clusters.means(() => points.assign(centres).squares);
    const changed = points.move(followed, centres, means);
    centres = means;
    if (changed.length === 0 && fresh) break;
    fresh = changed.length === 0; // sums that points left may have lost digits: begin again
    if (fresh) clusters = new Sums(codes, assignments, start.count);
    for (const { point, before } of changed) {
      clusters.add(point, before, -1);
      clusters.add(point, assignments[point], 1);
    }
  }
  const { squares } = points.assign(centres);
  return { centres, assignments, inertia: squares.reduce((sum, value) => sum + value, 0) };
}

/** The sums of the points of each cluster, and how many they are. */
class Sums {
  readonly #codes: Codes;
  readonly #sums: Float64Array;
  readonly #sizes: Float64Array;

  constructor(codes: Codes, assignments: Int32Array, clusters: number) {
    this.#codes = codes;
    this.#sums = new Float64Array(clusters * codes.dimensions);
    this.#sizes = new Float64Array(clusters);
    assignments.forEach((cluster, point) => this.add(point, cluster, 1));
  }

  /** Adds a point to a cluster, or takes it away if `sign` is −1. */
  add(point: number, cluster: number, sign: 1 | -1): void {
    const { values, dimensions: d } = this.#codes;
    this.#sizes[cluster] += sign;
    for (let from = point * d, to = cluster * d, end = from + d; from < end; from++, to++) {
      this.#sums[to] += sign * values[from];
    }
  }

  /**
   * The mean of each cluster; an empty one moves to the point farthest from its centre.
   *
   * @param squares the squared distance of each point to its centre
   */
  means(squares: () => Float64Array): Codes {
    const { values, dimensions: d } = this.#codes;
    const means = this.#sums.map((sum, i) => sum / this.#sizes[Math.floor(i / d)]);
    if (this.#sizes.includes(0)) {
      const left = squares();
      for (const [cluster, size] of this.#sizes.entries()) {
        if (size > 0) continue;
        const farthest = left.indexOf(left.reduce((most, value) => Math.max(most, value), 0));
        left[farthest] = 0;
        means.set(values.subarray(farthest * d, (farthest + 1) * d), cluster * d);
      }
    }
    return codesFrom(means, d);
  }
}

/** k-means++: each centre is a point, sampled in proportion to ‖x − c‖² from the nearest so far. */
function randomCentres(codes: Codes, points: NearestCentre, count: number, random: Random): Codes {
  const d = codes.dimensions, centres = new Float32Array(count * d);
  let nearest: Float64Array = new Float64Array(codes.count).fill(1);
  for (let centre = 0; centre < count; centre++) {
    const point = codeAt(codes, sampleIndex(nearest, random));
    centres.set(point, centre * d);
    const { squares } = points.assign(codesFrom(point.slice(), d));
    nearest = centre === 0 ? squares : nearest.map((value, i) => Math.min(value, squares[i]));
  }
  return codesFrom(centres, d);
}

/** An index, sampled in proportion to its weight. */
function sampleIndex(weights: Float64Array, random: Random): number {
  let left = random.uniform() * weights.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return random.integer(weights.length); // all weights are 0: every point is already a centre
}
