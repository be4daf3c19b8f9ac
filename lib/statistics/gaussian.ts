import { type Codes, codesFrom } from "../codes.ts";
import type { Random } from "../random.ts";
import { cholesky, logDeterminant, solvedSquare } from "./cholesky.ts";

/** A distribution over codes, to draw new ones from and to ask how likely given ones are. */
export interface Density {
  /** the numbers of a code */
  readonly dimensions: number;
  /** ln p of each code, in nats: n numbers */
  logDensity(codes: Codes): Float64Array;
  /** new codes: count × d */
  sample(count: number, random: Random): Codes;
}

/**
 * Added to every variance, as scikit-learn's mixtures do it: a dead unit has none, and would leave a
 * density that is infinite on a plane and 0 beside it.
 */
export const LEAST_VARIANCE = 1e-6;

// ln p(x) = −½·(d·ln 2π + ln det Σ + (x − μ)ᵀ·Σ⁻¹·(x − μ)), Σ = L·Lᵀ; x = μ + L·z, z normal
/** A normal distribution in d dimensions. */
export class Gaussian implements Density {
  readonly mean: Float64Array;
  /** d × d numbers */
  readonly covariance: Float64Array;
  #lower: Float64Array;
  #constant: number;

  /** @throws {RangeError} the covariance is not d × d numbers or not positive definite */
  constructor(mean: Float64Array, covariance: Float64Array) {
    const d = mean.length;
    if (covariance.length !== d * d) {
      throw new RangeError(`the covariance of ${d} numbers has ${d * d}, got ${covariance.length}`);
    }
    this.mean = mean;
    this.covariance = covariance;
    this.#lower = cholesky(covariance, d);
    this.#constant = d * Math.log(2 * Math.PI) + logDeterminant(this.#lower, d);
  }

  get dimensions(): number {
    return this.mean.length;
  }

  logDensity({ values, count, dimensions: d }: Codes): Float64Array {
    if (d !== this.dimensions) {
      throw new RangeError(`codes must have ${this.dimensions} numbers, got ${d}`);
    }
    const centred = new Float64Array(d), solution = new Float64Array(d);
    return Float64Array.from({ length: count }, (_, i) => {
      for (let j = 0; j < d; j++) centred[j] = values[i * d + j] - this.mean[j];
      return -(this.#constant + solvedSquare(this.#lower, centred, solution)) / 2;
    });
  }

  sample(count: number, random: Random): Codes {
    const d = this.dimensions, values = new Float32Array(count * d);
    const z = new Float64Array(d);
    for (let start = 0; start < values.length; start += d) {
      for (let j = 0; j < d; j++) z[j] = random.normal();
      for (let j = 0; j < d; j++) {
        let value = this.mean[j];
        for (let k = 0; k <= j; k++) value += this.#lower[j * d + k] * z[k];
        values[start + j] = value;
      }
    }
    return codesFrom(values, d);
  }
}

/**
 * The normal distribution with the codes' own mean and covariance: the simplest way to make a
 * generator of a plain autoencoder.
 */
export function fitGaussian(codes: Codes): Gaussian {
  const ones = new Float64Array(codes.count).fill(1);
  return weightedGaussian(codes, ones);
}

/** The normal distribution with the mean and covariance of weighted codes; the weights are ≥ 0. */
export function weightedGaussian(
  { values, count, dimensions: d }: Codes,
  weights: Float64Array,
  diagonal = false,
): Gaussian {
  const mean = new Float64Array(d), covariance = new Float64Array(d * d);
  const total = weights.reduce((sum, value) => sum + value, 0) || Number.MIN_VALUE;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < d; j++) mean[j] += weights[i] / total * values[i * d + j];
  }
  const centred = new Float64Array(d);
  for (let i = 0; i < count; i++) {
    const share = weights[i] / total;
    if (share === 0) continue;
    for (let j = 0; j < d; j++) centred[j] = values[i * d + j] - mean[j];
    for (let j = 0; j < d; j++) {
      const factor = share * centred[j];
      for (let k = diagonal ? j : 0; k <= j; k++) covariance[j * d + k] += factor * centred[k];
    }
  }
  for (let j = 0; j < d; j++) {
    covariance[j * d + j] += LEAST_VARIANCE;
    for (let k = 0; k < j; k++) covariance[k * d + j] = covariance[j * d + k];
  }
  return new Gaussian(mean, covariance);
}
