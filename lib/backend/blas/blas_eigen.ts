import { words } from "../protocol/arguments.ts";
import type { CallableBlas } from "./blas_gemm.ts";
import { addressOf, bind, type Native } from "./ffi.ts";

/** The eigenvectors and eigenvalues of a symmetric matrix. */
export interface Eigensystem {
  /** n numbers in ascending order */
  readonly values: Float64Array;
  /** n unit vectors of n numbers at right angles, row by row */
  readonly vectors: Float64Array;
}

// Constants of LAPACKE and LAPACK.
const COLUMN_MAJOR = 102, VECTORS = "V".charCodeAt(0), LOWER = "L".charCodeAt(0);
// (layout, jobz, uplo, n, A, lda, w)
const parameters: Native[] = words("i32 i32 i32 i32 usize i32 usize");

/**
 * What computes the eigensystem of a symmetric matrix of n · n numbers, in double precision, by the LAPACK in
 * an OpenBLAS; undefined if the library was built without LAPACKE. It returns undefined if LAPACK fails, as of
 * a matrix with NaN.
 */
export function blasEigen(
  { ffi, path, prefix }: CallableBlas,
): ((symmetric: Float64Array, n: number) => Eigensystem | undefined) | undefined {
  const solve = bind(ffi, path, `${prefix}LAPACKE_dsyevd`, parameters, "i32");
  if (!solve) return undefined;
  return (symmetric, n) => {
    const vectors = symmetric.slice(), values = new Float64Array(n);
    const [a, w] = [vectors, values].map(({ buffer }) => addressOf(ffi, buffer));
    // A column of the result, in column order, is a row of ours.
    const failed = solve(COLUMN_MAJOR, VECTORS, LOWER, n, a, n, w);
    return failed ? undefined : { values, vectors };
  };
}
