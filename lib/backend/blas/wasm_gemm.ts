import type { Gemm, Kernels } from "../protocol/thread_context.ts";

/**
 * The matrix product of kernels.wasm, for machines without a BLAS; β must be 0 or 1.
 *
 * @param packing address of `packingBytes` bytes that no other thread uses
 * @throws {RangeError} `packingBytes` is less than the product needs
 */
export function wasmGemm(kernels: Kernels, packing: number, packingBytes: number): Gemm {
  const needed = kernels.sgemmScratch();
  if (packingBytes < needed) {
    throw new RangeError(`packingBytes must be at least ${needed}, got ${packingBytes}`);
  }
  return (transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc) => {
    const ta = transposeA ? 1 : 0, tb = transposeB ? 1 : 0, accumulate = beta === 0 ? 0 : 1;
    kernels.sgemm(ta, tb, m, n, k, a, lda, b, ldb, accumulate, c, ldc, packing);
  };
}
