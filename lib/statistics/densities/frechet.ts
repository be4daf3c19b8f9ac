import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Codes } from "../../codes.ts";
import { meanOf } from "../moments/covariance.ts";
import { fitGaussian, type Gaussian } from "./gaussian.ts";

/** The decomposition of a matrix of as many rows and columns takes 2 s; of 2,000, 16 s. */
const MANY_DIMENSIONS = 1000;

/**
 * The squared Fréchet distance between the Gaussians fitted to two sets of points:
 * d² = ‖μa − μb‖² + tr(Σa + Σb − 2·(Σa^½·Σb·Σa^½)^½), 0 for the same mean and covariance.
 *
 * On a classifier's features of real and of generated images it is the FID (Heusel et al. 2017).
 * Values are comparable only for the same classifier, layer and number of points, so state the
 * classifier. There must be more points than features.
 *
 * @param a n × d points
 * @param b m × d points
 * @throws {RangeError} the two sets have different dimensions
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { codesFrom } from "@autoencoders";
 * import { frechetDistance } from "./frechet.ts";
 *
 * const d2 = frechetDistance(codesFrom([-1, 1], 1), codesFrom([2, 4], 1)); // shifted by 3
 * ok(Math.abs(d2 - 9) < 1e-6);
 * ```
 */
export function frechetDistance(a: Codes, b: Codes): number {
  if (a.dimensions !== b.dimensions) {
    throw new RangeError(
      `both sets of points must have the same dimensions, got ${a.dimensions} and ${b.dimensions}`,
    );
  }
  const d = a.dimensions, few = [a, b].filter(({ count }) => count < d).length;
  if (few === 2 || few === 1 && d > MANY_DIMENSIONS) return distanceOfFew(a, b);
  const one = fitGaussian(a), other = fitGaussian(b), root = squareRoot(matrix(one));
  const between = root.mmul(matrix(other)).mmul(root);
  let distance = 0;
  for (let i = 0; i < a.dimensions; i++) distance += (one.mean[i] - other.mean[i]) ** 2;
  const overlap = eigen(between).realEigenvalues.reduce((sum, value) => sum + realRoot(value), 0);
  return Math.max(0, distance + matrix(one).trace() + matrix(other).trace() - 2 * overlap);
}

/**
 * The distance if a set has fewer points than dimensions, without a d × d matrix: with the centred
 * points A and B, divided by √n and √m, the eigenvalues of Σa^½·Σb·Σa^½ are the squared singular
 * values of A·Bᵀ.
 */
function distanceOfFew(a: Codes, b: Codes): number {
  const one = meanOf(a.values, a.dimensions), other = meanOf(b.values, b.dimensions);
  const x = deviations(a, one), y = deviations(b, other);
  const between = new SingularValueDecomposition(x.mmul(y.transpose()), { // [n, m]
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  let distance = x.norm() ** 2 + y.norm() ** 2; // the traces
  for (let i = 0; i < one.length; i++) distance += (one[i] - other[i]) ** 2;
  for (const value of between.diagonal) distance -= 2 * value;
  return Math.max(0, distance);
}

/** (X − μ) / √n */
function deviations({ values, count, dimensions: d }: Codes, mean: Float64Array): Matrix {
  const scaled = Float64Array.from(values, (value, i) => (value - mean[i % d]) / Math.sqrt(count));
  return Matrix.from1DArray(count, d, scaled);
}

function matrix({ covariance, dimensions: d }: Gaussian): Matrix {
  return Matrix.from1DArray(d, d, covariance);
}

/** V·√Λ·Vᵀ of a symmetric matrix V·Λ·Vᵀ without negative eigenvalues. */
function squareRoot(symmetric: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix: v } = eigen(symmetric);
  return v.mmul(Matrix.diag(realEigenvalues.map(realRoot))).mmul(v.transpose());
}

function eigen(symmetric: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
}

/** √x; rounding may leave an eigenvalue just below 0. */
function realRoot(value: number): number {
  return Math.sqrt(Math.max(0, value));
}
