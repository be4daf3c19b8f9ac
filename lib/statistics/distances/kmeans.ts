import { codeAt, type Codes, requireCodes } from "../../codes.ts";
import { type Random, requireRandom } from "../../random.ts";
import { requireForPoints, requireInteger, requireKnown } from "../../require.ts";
import { sum } from "../reductions.ts";
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
 * Points that leave a cluster take digits of its sum with them, all of them if one is an outlier. A sum
 * below this share of the largest possible one keeps 33 of 53 bits or fewer, and is computed anew.
 */
const LEAST_SHARE = 2 ** -20;

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
    const sums = new Sums(codes, count);
    if (centres) return lloyd(codes, points, sums, centres);
    let best: Clusters | undefined;
    for (let start = 0; start < starts; start++) {
      const clusters = lloyd(codes, points, sums, randomCentres(codes, points, count, random));
      if (!best || clusters.inertia < best.inertia) best = clusters;
    }
    return best!;
  } finally {
    points.dispose();
  }
}

/** Alternates between assigning points and moving centres to means, until convergence. */
function lloyd(codes: Codes, points: NearestCentre, sums: Sums, start: Codes): Clusters {
  const assignments = new Int32Array(codes.count), squares = new Float64Array(codes.count);
  points.assign(start, assignments);
  sums.compute(assignments);
  const move = (point: number, from: number, to: number) => sums.move(point, from, to);
  let centres = start, changed = true;
  for (let iteration = 1; changed && iteration <= MAX_ITERATIONS; iteration++) {
    if (sums.haveLostDigits()) sums.compute(assignments);
    centres = sums.means(() => points.measure(centres, squares));
    changed = points.assign(centres, assignments, move);
  }
  return { centres, assignments, inertia: sum(points.measure(centres, squares)) };
}

/** The sums of the points of each cluster. */
class Sums {
  readonly #codes: Codes;
  readonly #sizes: Float64Array;
  readonly #sums: Float64Array;
  /** for each dimension, the sum below which digits may be lost */
  readonly #least: Float64Array;
  #moved = false;

  constructor(codes: Codes, clusters: number) {
    const { values, dimensions: d } = codes;
    this.#codes = codes;
    this.#sizes = new Float64Array(clusters);
    this.#sums = new Float64Array(clusters * d);
    this.#least = new Float64Array(d);
    for (let from = 0; from < values.length; from += d) {
      for (let j = 0; j < d; j++) this.#least[j] += LEAST_SHARE * Math.abs(values[from + j]);
    }
  }

  compute(assignments: Int32Array): void {
    const { values, dimensions: d } = this.#codes, sums = this.#sums.fill(0);
    this.#sizes.fill(0);
    for (let i = 0, from = 0; i < assignments.length; i++) {
      const cluster = assignments[i];
      this.#sizes[cluster]++;
      for (let to = cluster * d, end = to + d; to < end;) sums[to++] += values[from++];
    }
    this.#moved = false;
  }

  /** Moves a point from one cluster to another. */
  move(point: number, from: number, to: number): void {
    const { values, dimensions: d } = this.#codes, sums = this.#sums;
    this.#sizes[from]--;
    this.#sizes[to]++;
    for (let i = point * d, end = i + d, a = from * d, b = to * d; i < end; i++) {
      sums[a++] -= values[i];
      sums[b++] += values[i];
    }
    this.#moved = true;
  }

  /** Whether a sum may have lost too many digits to points that have left. */
  haveLostDigits(): boolean {
    const d = this.#codes.dimensions, sums = this.#sums;
    if (!this.#moved) return false;
    for (let i = 0; i < sums.length; i++) if (Math.abs(sums[i]) < this.#least[i % d]) return true;
    return false;
  }

  /**
   * The mean of each cluster; an empty one moves to the point farthest from its centre.
   *
   * @param squaresOf the squared distance of each point to its centre
   */
  means(squaresOf: () => Float64Array): Codes {
    const { values, dimensions: d } = this.#codes, sizes = this.#sizes;
    const means = new Float32Array(this.#sums.length);
    for (let i = 0; i < means.length; i++) means[i] = this.#sums[i] / sizes[Math.floor(i / d)];
    const squares = sizes.includes(0) ? squaresOf() : new Float64Array();
    for (let cluster = 0; cluster < sizes.length; cluster++) {
      if (sizes[cluster] > 0) continue;
      const farthest = squares.indexOf(squares.reduce((most, value) => Math.max(most, value), 0));
      squares[farthest] = 0;
      means.set(values.subarray(farthest * d, (farthest + 1) * d), cluster * d);
    }
    return { values: means, count: sizes.length, dimensions: d };
  }
}

/** k-means++: each centre is a point, sampled in proportion to ‖x − c‖² from the nearest so far. */
function randomCentres(codes: Codes, points: NearestCentre, count: number, random: Random): Codes {
  const { count: n, dimensions: d } = codes, centres = new Float32Array(count * d);
  const nearest = new Float64Array(n).fill(Infinity), squares = new Float64Array(n);
  let point = codeAt(codes, Math.floor(random.uniform() * n));
  centres.set(point);
  for (let centre = 1; centre < count; centre++) {
    points.measure({ values: point, count: 1, dimensions: d }, squares);
    point = codeAt(codes, sampleIndex(nearest, lower(nearest, squares), random));
    centres.set(point, centre * d);
  }
  return { values: centres, count, dimensions: d };
}

/** Lowers numbers to others that are smaller, and returns their sum. */
function lower(numbers: Float64Array, others: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (others[i] < numbers[i]) numbers[i] = others[i];
    sum += numbers[i];
  }
  return sum;
}

/** An index, sampled in proportion to its weight. */
function sampleIndex(weights: Float64Array, total: number, random: Random): number {
  let left = random.uniform() * total;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return random.integer(weights.length); // all weights are 0: every point is already a centre
}
