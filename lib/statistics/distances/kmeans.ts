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
  let centres = start, changed = true;
  for (let iteration = 1; changed && iteration <= MAX_ITERATIONS; iteration++) {
    const next = means(codes, assignments, centres.count, () => points.assign(centres).squares);
    changed = points.move(followed, centres, next);
    centres = next;
  }
  const { squares } = points.assign(centres);
  return { centres, assignments, inertia: squares.reduce((sum, value) => sum + value, 0) };
}

/**
 * The mean of each cluster; an empty one moves to the point farthest from its centre.
 *
 * @param squaresOf the squared distance of each point to its centre
 */
function means(
  { values, count, dimensions: d }: Codes,
  assignments: Int32Array,
  clusters: number,
  squaresOf: () => Float64Array,
): Codes {
  const sums = new Float64Array(clusters * d), sizes = new Float64Array(clusters);
  for (let i = 0, from = 0; i < count; i++) {
    sizes[assignments[i]]++;
    for (let to = assignments[i] * d, end = to + d; to < end;) sums[to++] += values[from++];
  }
  const squares = sizes.includes(0) ? squaresOf() : new Float64Array(0);
  for (let cluster = 0; cluster < clusters; cluster++) {
    if (sizes[cluster] > 0) continue;
    const farthest = squares.indexOf(squares.reduce((most, value) => Math.max(most, value), 0));
    squares[farthest] = 0;
    sums.set(values.subarray(farthest * d, (farthest + 1) * d), cluster * d);
    sizes[cluster] = 1;
  }
  return codesFrom(sums.map((sum, i) => sum / sizes[Math.floor(i / d)]), d);
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
