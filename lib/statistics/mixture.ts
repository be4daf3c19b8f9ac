import { type Codes, codesFrom } from "../codes.ts";
import type { Random } from "../random.ts";
import { type Density, type Gaussian, weightedGaussian } from "./gaussian.ts";
import { kMeans } from "./kmeans.ts";

/** How {@linkcode fitMixture} works. */
export interface MixtureOptions {
  /** each normal with its own directions, or only with its own width along the axes; "full" */
  covariance?: "full" | "diagonal";
  /** rounds at most; 100 unless told */
  rounds?: number;
  /** ends when a round raises the mean ln p by less, in nats; 1e-3 unless told */
  tolerance?: number;
  /** clusters to begin from, one for each normal; k-means unless told */
  assignments?: ArrayLike<number>;
}

// p(x) = Σk πk·N(x; μk, Σk); a point belongs to k with probability πk·N(x; μk, Σk) / p(x)
/** Several normal distributions, each with its weight: a density, and clusters with soft edges. */
export class GaussianMixture implements Density {
  /** k numbers that sum to 1 */
  readonly weights: Float64Array;
  readonly normals: readonly Gaussian[];

  /** Made by {@linkcode fitMixture}. */
  constructor(weights: Float64Array, normals: readonly Gaussian[]) {
    this.weights = weights;
    this.normals = normals;
  }

  get dimensions(): number {
    return this.normals[0].dimensions;
  }

  logDensity(codes: Codes): Float64Array {
    return this.memberships(codes).logDensity;
  }

  /** How likely each code belongs to each normal (n × k numbers), and ln p of each code. */
  memberships(codes: Codes): { probabilities: Float64Array; logDensity: Float64Array } {
    const k = this.normals.length, n = codes.count;
    const joint = this.normals.map((normal, c) => {
      const logWeight = Math.log(this.weights[c]);
      return normal.logDensity(codes).map((value) => value + logWeight);
    });
    const probabilities = new Float64Array(n * k), logDensity = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      // From the highest on: the exponentials of the others may be 0 without harm.
      let highest = -Infinity, sum = 0;
      for (let c = 0; c < k; c++) highest = Math.max(highest, joint[c][i]);
      for (let c = 0; c < k; c++) sum += Math.exp(joint[c][i] - highest);
      logDensity[i] = highest + Math.log(sum);
      for (let c = 0; c < k; c++) probabilities[i * k + c] = Math.exp(joint[c][i] - logDensity[i]);
    }
    return { probabilities, logDensity };
  }

  /** The likeliest normal of each code, 0 to k − 1. */
  assign(codes: Codes): Int32Array {
    const k = this.normals.length, { probabilities } = this.memberships(codes);
    return Int32Array.from({ length: codes.count }, (_, i) => {
      const row = probabilities.subarray(i * k, (i + 1) * k);
      return row.indexOf(Math.max(...row));
    });
  }

  sample(count: number, random: Random): Codes {
    const d = this.dimensions, values = new Float32Array(count * d);
    for (let i = 0; i < count; i++) {
      let left = random.uniform(), c = 0;
      while (c < this.weights.length - 1 && left >= this.weights[c]) left -= this.weights[c++];
      values.set(this.normals[c].sample(1, random).values, i * d);
    }
    return codesFrom(values, d);
  }
}

/**
 * Fits a mixture of normals by expectation and maximisation (Dempster, Laird & Rubin 1977), begun
 * from k-means.
 *
 * @param codes n × d points
 * @param count k, how many normals
 * @throws {RangeError} k is not an integer in 1–n, or the assignments are not n numbers below k
 */
export function fitMixture(
  codes: Codes,
  count: number,
  random: Random,
  options: MixtureOptions = {},
): GaussianMixture {
  const { covariance = "full", rounds = 100, tolerance = 1e-3 } = options;
  const start = options.assignments ?? kMeans(codes, count, random, { starts: 1 }).assignments;
  let mixture = maximise(codes, oneHot(start, codes.count, count), count, covariance);
  let before = -Infinity;
  for (let round = 0; round < rounds; round++) {
    const { probabilities, logDensity } = mixture.memberships(codes);
    const mean = logDensity.reduce((sum, value) => sum + value, 0) / codes.count;
    if (mean - before < tolerance) break;
    before = mean;
    mixture = maximise(codes, probabilities, count, covariance);
  }
  return mixture;
}

/** The mixture that makes the codes likeliest, given how far each belongs to each normal. */
function maximise(codes: Codes, members: Float64Array, k: number, covariance: string) {
  const weights = new Float64Array(k), normals: Gaussian[] = [];
  for (let c = 0; c < k; c++) {
    const share = Float64Array.from({ length: codes.count }, (_, i) => members[i * k + c]);
    weights[c] = share.reduce((sum, value) => sum + value, 0) / codes.count;
    normals.push(weightedGaussian(codes, share, covariance === "diagonal"));
  }
  return new GaussianMixture(weights, normals);
}

function oneHot(assignments: ArrayLike<number>, n: number, k: number): Float64Array {
  if (assignments.length !== n) {
    throw new RangeError(`${n} points need ${n} assignments, got ${assignments.length}`);
  }
  const members = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    const cluster = assignments[i];
    if (!Number.isInteger(cluster) || cluster < 0 || cluster >= k) {
      throw new RangeError(`assignment ${i} must be an integer in 0–${k - 1}, got ${cluster}`);
    }
    members[i * k + cluster] = 1;
  }
  return members;
}
