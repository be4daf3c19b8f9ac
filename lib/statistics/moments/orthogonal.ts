import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { type Eigensystem, eigensystem } from "../../backend/mod.ts";
import { Random } from "../../random.ts";
import { allFinite } from "../reductions.ts";

/** The directions in which points vary most. */
export interface PrincipalAxes {
  /** d numbers */
  readonly mean: Float64Array;
  /** unit vectors of d numbers at right angles, row by row, in order of descending variance */
  readonly axes: Float64Array;
  /** the variance along each axis, dividing by n */
  readonly variances: Float64Array;
  /** the variance at right angles to the axes: more than 0 if only the first ones were computed */
  readonly rest: number;
}

/** From this size on, LAPACK is worth a call. */
const LARGE = 100;

/**
 * Eigenvalues in descending order, and their eigenvectors row by row.
 *
 * @throws {RangeError} a number is NaN or infinite: products in float32 overflow above 10¹⁹
 */
export function descending(
  symmetric: Float64Array,
  size: number,
): { variances: Float64Array<ArrayBuffer>; vectors: Float64Array } {
  if (!allFinite(symmetric)) {
    throw new RangeError("the covariance of the points is too large; divide them by a constant");
  }
  const { values, vectors } = (size < LARGE ? undefined : eigensystem(symmetric, size)) ??
    eigensystemInJavaScript(symmetric, size);
  const rows = new Float64Array(size * size);
  for (let axis = 0; axis < size; axis++) {
    rows.set(vectors.subarray((size - 1 - axis) * size, (size - axis) * size), axis * size);
  }
  return {
    variances: Float64Array.from(values, (value) => Math.max(0, value)).reverse(),
    vectors: rows,
  };
}

function eigensystemInJavaScript(symmetric: Float64Array, size: number): Eigensystem {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(size, size, symmetric),
    { assumeSymmetric: true },
  );
  return {
    values: Float64Array.from(realEigenvalues), // in ascending order
    vectors: Float64Array.from(eigenvectorMatrix.transpose().to1DArray()),
  };
}

/**
 * Makes v a unit vector at right angles to the first `count` axes; two passes are enough. A v that the
 * axes span has no such part, and is replaced by a random direction.
 *
 * @param count less than the numbers of v
 */
export function orthogonalise(
  v: Float64Array,
  axes: Float64Array,
  count: number,
  random: Random = new Random(1),
): void {
  const d = v.length;
  for (let pass = 0; pass < 2; pass++) {
    const before = lengthOf(v);
    for (let start = 0; start < count * d; start += d) {
      let dot = 0;
      for (let i = 0; i < d; i++) dot += v[i] * axes[start + i];
      for (let i = 0; i < d; i++) v[i] -= dot * axes[start + i];
    }
    if (lengthOf(v) > 1e-12 * before) {
      normalise(v);
    } else {
      for (let i = 0; i < d; i++) v[i] = random.normal();
      pass = -1;
    }
  }
}

/** Makes v a unit vector. */
export function normalise(v: Float64Array): void {
  const length = lengthOf(v);
  for (let i = 0; i < v.length; i++) v[i] /= length;
}

function lengthOf(v: Float64Array): number {
  let square = 0;
  for (let i = 0; i < v.length; i++) square += v[i] ** 2;
  return Math.sqrt(square);
}

/** Turns v so that its largest component is positive. */
export function orient(v: Float64Array): void {
  let largest = 0;
  for (let i = 0; i < v.length; i++) if (Math.abs(v[i]) > Math.abs(largest)) largest = v[i];
  if (largest < 0) { for (let i = 0; i < v.length; i++) v[i] *= -1; }
}
