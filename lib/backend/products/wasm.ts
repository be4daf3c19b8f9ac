import type { Gemm, Kernels } from "../job.ts";

/**
 * The products of kernels.wasm, for machines without a BLAS.
 *
 * @param packing address of `packingBytes` bytes that are this thread's alone
 */
export function wasmGemm(kernels: Kernels, _packing: number, _packingBytes: number): Gemm {
  return (transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc) => {
    const [ai, ak] = transposeA ? [1, lda] : [lda, 1], [bk, bj] = transposeB ? [1, ldb] : [ldb, 1];
    kernels.productByFormula(m, n, k, a, ai, ak, b, bk, bj, beta, c, ldc);
  };
}
