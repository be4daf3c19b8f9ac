import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import type { Random } from "../../random.ts";
import { requireFinitePoints } from "../moments/covariance.ts";

/** A probability density over codes. */
export interface Density {
  /** d, the dimensions of a code */
  readonly dimensions: number;
  /** ln p of each code, in nats: n numbers */
  logDensity(codes: Codes): Float64Array;
  /** new codes: count × d */
  sample(count: number, random: Random): Codes;
}

/**
 * Added to every variance, as in scikit-learn's mixtures: a dead unit has variance 0, which would
 * make the covariance singular.
 */
const LEAST_VARIANCE = 1e-6;

/**
 * A normal distribution in d dimensions, with Σ = L·Lᵀ (Cholesky):
 *
 * ln p(x) = −½·(d·ln 2π + ln det Σ + (x − μ)ᵀ·Σ⁻¹·(x − μ)), and a sample is x = μ + L·z for
 * standard normal z.
 */
export class Gaussian implements Density {
  readonly mean: Float64Array;
  /** d × d numbers */
  readonly covariance: Float64Array;
  /** L, d × d numbers */
  #lower: Float64Array;
  /** d·ln 2π + ln det Σ, where ln det Σ = 2·Σ ln Lii */
  #constant: number;

  /** @throws {RangeError} the covariance does not have d × d numbers or is not positive definite */
  constructor(mean: Float64Array, covariance: Float64Array) {
    const d = mean.length;
    if (covariance.length !== d * d) {
      throw new RangeError(
        `the covariance must have ${d} × ${d} numbers, got ${covariance.length}`,
      );
    }
    const cholesky = new CholeskyDecomposition(Matrix.from1DArray(d, d, covariance));
    if (!cholesky.isPositiveDefinite()) {
      throw new RangeError("the covariance must be positive definite");
    }
    this.mean = mean;
    this.covariance = covariance;
    this.#lower = Float64Array.from(cholesky.lowerTriangularMatrix.to1DArray());
    this.#constant = d * Math.log(2 * Math.PI);
    for (let i = 0; i < d; i++) this.#constant += 2 * Math.log(this.#lower[i * d + i]);
  }

  get dimensions(): number {
    return this.mean.length;
  }

  logDensity({ values, count, dimensions: d }: Codes): Float64Array {
    if (d !== this.dimensions) {
      throw new RangeError(`codes must have ${this.dimensions} dimensions, got ${d}`);
    }
    const mean = this.mean, lower = this.#lower, z = new Float64Array(d);
    return Float64Array.from({ length: count }, (_, i) => {
      // z = L⁻¹·(x − μ) by forward substitution; ‖z‖² = (x − μ)ᵀ·Σ⁻¹·(x − μ)
      let square = 0;
      for (let j = 0; j < d; j++) {
        let value = values[i * d + j] - mean[j];
        for (let k = 0; k < j; k++) value -= lower[j * d + k] * z[k];
        z[j] = value / lower[j * d + j];
        square += z[j] ** 2;
      }
      return -(this.#constant + square) / 2;
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
 * The normal distribution with the codes' mean and covariance: the simplest way to turn a plain
 * autoencoder into a generator.
 */
export function fitGaussian(codes: Codes): Gaussian {
  requireCodes(codes);
  return weightedGaussian(codes, new Float64Array(codes.count).fill(1));
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
  requireFinitePoints(mean);
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
