import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import { type Random, requireRandom } from "../../random.ts";
import {
  requireForPoints,
  requireInRange,
  requireInteger,
  requireKnown,
  requireOneOf,
} from "../../require.ts";
import { type Density, type Gaussian, weightedGaussian } from "./gaussian.ts";
import { kMeans } from "../distances/kmeans.ts";
import { mean, rowArgmax } from "../reductions.ts";

/** Options of {@linkcode fitMixture}. */
export interface MixtureOptions {
  /** a full covariance matrix for each component, or only its diagonal; default "full" */
  covariance?: "full" | "diagonal";
  /** maximum number of iterations; default 100 */
  iterations?: number;
  /** converged if an iteration raises the mean ln p by less than this, in nats; default 1e-3 */
  tolerance?: number;
  /** the initial component of each point; default by k-means */
  assignments?: ArrayLike<number>;
}

/** A mixture of Gaussians, p(x) = Σk πk·N(x; μk, Σk): a density, and a soft clustering. */
export class GaussianMixture implements Density {
  /** k numbers that sum to 1 */
  readonly weights: Float64Array;
  readonly components: readonly Gaussian[];

  /** Created by {@linkcode fitMixture}. */
  constructor(weights: Float64Array, components: readonly Gaussian[]) {
    this.weights = weights;
    this.components = components;
  }

  get dimensions(): number {
    return this.components[0].dimensions;
  }

  logDensity(codes: Codes): Float64Array {
    return this.responsibilities(codes).logDensity;
  }

  /**
   * The probability that a code belongs to each component, πk·N(x; μk, Σk) / p(x) (n × k numbers),
   * and ln p(x) of each code.
   */
  responsibilities(codes: Codes): { probabilities: Float64Array; logDensity: Float64Array } {
    const k = this.components.length, n = codes.count;
    const joint = this.components.map((component, c) => {
      const logWeight = Math.log(this.weights[c]);
      return component.logDensity(codes).map((value) => value + logWeight);
    });
    const probabilities = new Float64Array(n * k), logDensity = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      // Log-sum-exp: relative to the highest term, so that underflow of the others is harmless.
      let highest = -Infinity, sum = 0;
      for (let c = 0; c < k; c++) highest = Math.max(highest, joint[c][i]);
      for (let c = 0; c < k; c++) sum += Math.exp(joint[c][i] - highest);
      logDensity[i] = highest + Math.log(sum);
      for (let c = 0; c < k; c++) probabilities[i * k + c] = Math.exp(joint[c][i] - logDensity[i]);
    }
    return { probabilities, logDensity };
  }

  /** The most probable component of each code, 0 to k − 1. */
  assign(codes: Codes): Int32Array {
    return rowArgmax(this.responsibilities(codes).probabilities, this.components.length);
  }

  sample(count: number, random: Random): Codes {
    const d = this.dimensions, values = new Float32Array(count * d);
    for (let i = 0; i < count; i++) {
      let left = random.uniform(), c = 0;
      while (c < this.weights.length - 1 && left >= this.weights[c]) left -= this.weights[c++];
      values.set(this.components[c].sample(1, random).values, i * d);
    }
    return codesFrom(values, d);
  }
}

/**
 * Fits a mixture of Gaussians by expectation–maximisation (Dempster, Laird & Rubin 1977), started
 * from k-means.
 *
 * @param codes n × d points
 * @param count k, the number of components
 * @throws {RangeError} k is not an integer in 1–n, an option is out of range, or the assignments are not n integers below k
 */
export function fitMixture(
  codes: Codes,
  count: number,
  random: Random,
  options: MixtureOptions = {},
): GaussianMixture {
  requireCodes(codes);
  requireRandom(random);
  requireKnown("fitMixture", options, {
    covariance: true,
    iterations: true,
    tolerance: true,
    assignments: true,
  });
  const { covariance = "full", iterations = 100, tolerance = 1e-3 } = options;
  requireForPoints("components", count, codes.count, codes.count);
  requireOneOf("covariance", covariance, ["full", "diagonal"]);
  requireInteger("iterations", iterations, 0);
  requireInRange("tolerance", tolerance, 0);
  const start = options.assignments ?? kMeans(codes, count, random, { starts: 1 }).assignments;
  let mixture = maximise(codes, oneHot(start, codes.count, count), count, covariance);
  let before = -Infinity;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { probabilities, logDensity } = mixture.responsibilities(codes);
    const likelihood = mean(logDensity);
    if (likelihood - before < tolerance) break;
    before = likelihood;
    mixture = maximise(codes, probabilities, count, covariance);
  }
  return mixture;
}

/** The M step: the mixture with the highest likelihood, given n × k responsibilities. */
function maximise(
  codes: Codes,
  probabilities: Float64Array,
  k: number,
  covariance: string,
): GaussianMixture {
  const weights = new Float64Array(k), components: Gaussian[] = [];
  for (let c = 0; c < k; c++) {
    const column = Float64Array.from({ length: codes.count }, (_, i) => probabilities[i * k + c]);
    weights[c] = mean(column);
    components.push(weightedGaussian(codes, column, covariance === "diagonal"));
  }
  return new GaussianMixture(weights, components);
}

function oneHot(assignments: ArrayLike<number>, n: number, k: number): Float64Array {
  if (assignments.length !== n) {
    throw new RangeError(`${n} points need ${n} assignments, got ${assignments.length}`);
  }
  const encoded = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    requireInteger(`assignment ${i}`, assignments[i], 0, k - 1);
    encoded[i * k + assignments[i]] = 1;
  }
  return encoded;
}
