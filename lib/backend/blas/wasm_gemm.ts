import type { Gemm, Kernels } from "../protocol/thread_context.ts";

/**
 * The products of kernels.wasm, for machines without a BLAS: assembly/gemm.ts. β is 0 or 1.
 *
 * @param packing address of `packingBytes` bytes that are this thread's alone
 * @throws {RangeError} there is less room for packed panels than the product needs
 */
export function wasmGemm(kernels: Kernels, packing: number, packingBytes: number): Gemm {
  const needed = kernels.sgemmScratch();
  if (packingBytes < needed) {
    throw new RangeError(`the WASM product packs into ${needed} bytes, got ${packingBytes}`);
  }
  return (transposeA, transposeB, m, n, k, a, lda, b, ldb, beta, c, ldc) => {
    const ta = transposeA ? 1 : 0, tb = transposeB ? 1 : 0, accumulate = beta === 0 ? 0 : 1;
    kernels.sgemm(ta, tb, m, n, k, a, lda, b, ldb, accumulate, c, ldc, packing);
  };
}
