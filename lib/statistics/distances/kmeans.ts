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
 * Products of points and centres computed at once, from as many starts: 16 MB. With one cluster, their smallest
 * two and the squared distances take 48 and 32 MB more.
 */
const MOST_PRODUCTS = 4_000_000;
/**
 * Subtracting an outlier from a sum cancels digits. If a sum is below this share of the largest possible one, all
 * are added up again: one rounding beside the outlier may have left 33 of its 53 bits or fewer. Many roundings can
 * also spoil a larger sum, so all are added up once more on convergence.
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
    if (centres) return lloyd(codes, points, [centres]);
    const together = Math.max(1, Math.floor(MOST_PRODUCTS / (codes.count * count)));
    let best: Clusters | undefined;
    for (let start = 0; start < starts; start += together) {
      const some = Math.min(together, starts - start);
      const clusters = lloyd(codes, points, randomCentres(codes, points, count, some, random));
      if (!best || clusters.inertia < best.inertia) best = clusters;
    }
    return best!;
  } finally {
    points.dispose();
  }
}

/**
 * Alternates between assigning points and moving centres to means, until convergence: from several
 * starts side by side, as one product then compares the points with all centres. Returns the best clusters.
 */
function lloyd(codes: Codes, points: NearestCentre, starts: readonly Codes[]): Clusters {
  const least = leastSums(codes), runs = starts.map((start) => new Run(codes, start, least));
  let moving = runs;
  for (let iteration = 0; moving.length > 0; iteration++) {
    points.compare(moving.map(({ centres }) => centres));
    moving = moving.filter((run, set) => {
      const changed = run.assign(points, set);
      const continues = iteration < MAX_ITERATIONS && (changed || !run.isAtMeans());
      if (continues) run.move(() => points.squares(set, run.assignments));
      else run.inertia = sum(points.squares(set, run.assignments));
      return continues;
    });
  }
  const { centres, assignments, inertia } = runs.reduce((best, run) =>
    run.inertia < best.inertia ? run : best
  );
  return { centres, assignments, inertia };
}

/** For each dimension, the size of a sum of points below which all are added up again. */
function leastSums({ values, dimensions: d }: Codes): Float64Array {
  const least = new Float64Array(d);
  for (let from = 0; from < values.length; from += d) {
    for (let j = 0; j < d; j++) least[j] += LEAST_SHARE * Math.abs(values[from + j]);
  }
  return least;
}

/** Clusters from one start, with the sums of their points. */
class Run {
  centres: Codes;
  readonly assignments: Int32Array;
  inertia = Infinity;
  readonly #codes: Codes;
  readonly #least: Float64Array;
  readonly #sizes: Float64Array;
  readonly #sums: Float64Array;
  #begun = false;

  constructor(codes: Codes, start: Codes, least: Float64Array) {
    this.centres = start;
    this.assignments = new Int32Array(codes.count);
    this.#codes = codes;
    this.#least = least;
    this.#sizes = new Float64Array(start.count);
    this.#sums = new Float64Array(start.values.length);
  }

  /** @returns whether a point has changed its cluster, or been assigned for the first time */
  assign(points: NearestCentre, set: number): boolean {
    if (this.#begun) return points.assign(set, this.assignments, this.#follow);
    points.assign(set, this.assignments);
    this.#addAll();
    return this.#begun = true;
  }

  /**
   * Moves each centre to the mean of its cluster, that of an empty one to the point farthest from its
   * centre.
   *
   * @param squaresOf the squared distance of each point to its centre
   */
  move(squaresOf: () => Float64Array): void {
    const { values, dimensions: d } = this.#codes, sizes = this.#sizes, sums = this.#sums;
    if (this.#haveLostDigits()) this.#addAll();
    const means = new Float32Array(sums.length);
    for (let cluster = 0, i = 0; cluster < sizes.length; cluster++) {
      for (let j = 0; j < d; j++, i++) means[i] = sums[i] / sizes[cluster];
    }
    const squares = sizes.includes(0) ? squaresOf() : new Float64Array();
    for (let cluster = 0; cluster < sizes.length; cluster++) {
      if (sizes[cluster] > 0) continue;
      const farthest = squares.indexOf(squares.reduce((most, value) => Math.max(most, value), 0));
      squares[farthest] = 0;
      means.set(values.subarray(farthest * d, (farthest + 1) * d), cluster * d);
    }
    this.centres = { values: means, count: sizes.length, dimensions: d };
  }

  /** Adds up all sums again. @returns whether each centre is the mean of its cluster, if that has points */
  isAtMeans(): boolean {
    this.#addAll();
    const { values, dimensions: d } = this.centres, sizes = this.#sizes;
    return this.#sums.every((sum, i) => {
      const size = sizes[Math.floor(i / d)];
      return size === 0 || Math.fround(sum / size) === values[i];
    });
  }

  #haveLostDigits(): boolean {
    const sums = this.#sums, least = this.#least;
    for (let i = 0; i < sums.length;) {
      for (let j = 0; j < least.length; j++) if (Math.abs(sums[i++]) < least[j]) return true;
    }
    return false;
  }

  #addAll(): void {
    const { values, dimensions: d } = this.#codes, sums = this.#sums.fill(0);
    this.#sizes.fill(0);
    for (let i = 0, from = 0; i < this.assignments.length; i++) {
      const cluster = this.assignments[i];
      this.#sizes[cluster]++;
      for (let to = cluster * d, end = to + d; to < end;) sums[to++] += values[from++];
    }
  }

  readonly #follow = (point: number, from: number, to: number): void => {
    const { values, dimensions: d } = this.#codes, sums = this.#sums;
    this.#sizes[from]--;
    this.#sizes[to]++;
    for (let i = point * d, end = i + d, a = from * d, b = to * d; i < end; i++) {
      sums[a++] -= values[i];
      sums[b++] += values[i];
    }
  };
}

/**
 * k-means++: each centre is a point, sampled in proportion to ‖x − c‖² from the nearest so far. Returns the
 * centres of all starts.
 */
function randomCentres(
  codes: Codes,
  points: NearestCentre,
  count: number,
  starts: number,
  random: Random,
): Codes[] {
  const { count: n, dimensions: d } = codes;
  const found = Array.from({ length: starts }, () => ({
    centres: new Float32Array(count * d),
    squares: new Float64Array(n).fill(Infinity),
    uniforms: Float64Array.from({ length: count }, () => random.uniform()),
    point: 0,
  }));
  for (const start of found) start.point = Math.floor(start.uniforms[0] * n);
  for (let centre = 0; centre < count; centre++) {
    const chosen = found.map(({ point, centres }) => {
      const values = codeAt(codes, point);
      centres.set(values, centre * d);
      return { values, count: 1, dimensions: d };
    });
    if (centre === count - 1) break;
    points.compare(chosen);
    found.forEach((start, set) => {
      const total = points.lower(set, start.squares);
      start.point = sampleIndex(start.squares, total, start.uniforms[centre + 1]);
    });
  }
  return found.map(({ centres }) => ({ values: centres, count, dimensions: d }));
}

/** An index, sampled in proportion to its weight by a uniform number. */
function sampleIndex(weights: Float64Array, total: number, uniform: number): number {
  let left = uniform * total;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return Math.floor(uniform * weights.length); // all weights are 0: every point is already a centre
}
