/**
 * The lower triangle L with L·Lᵀ = A.
 *
 * @param matrix A, symmetric and positive definite: d × d numbers
 * @throws {RangeError} A is not positive definite
 */
export function cholesky(matrix: Float64Array, d: number): Float64Array {
  const lower = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let value = matrix[i * d + j];
      for (let k = 0; k < j; k++) value -= lower[i * d + k] * lower[j * d + k];
      if (i === j && !(value > 0)) {
        throw new RangeError(`the covariance is not positive definite: pivot ${i} is ${value}`);
      }
      lower[i * d + j] = i === j ? Math.sqrt(value) : value / lower[j * d + j];
    }
  }
  return lower;
}

/** ‖L⁻¹·x‖², by forward substitution into `solution`: d numbers. */
export function solvedSquare(lower: Float64Array, x: Float64Array, solution: Float64Array): number {
  const d = x.length;
  let square = 0;
  for (let i = 0; i < d; i++) {
    let value = x[i];
    for (let k = 0; k < i; k++) value -= lower[i * d + k] * solution[k];
    solution[i] = value / lower[i * d + i];
    square += solution[i] ** 2;
  }
  return square;
}

/** ln det A = 2·Σ ln Lii. */
export function logDeterminant(lower: Float64Array, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i++) sum += 2 * Math.log(lower[i * d + i]);
  return sum;
}
