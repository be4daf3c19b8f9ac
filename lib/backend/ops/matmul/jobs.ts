import type { JobFamily } from "../../protocol/job.ts";

/**
 * C = f(op(A)·op(B) + bias), each thread a share of C's rows or columns, or of a batch's products.
 * What follows the product is applied while the share is still in the cache.
 *
 * args transposeA, transposeB, m, n, k, A, B, C, bias, activation, parameter, and then
 * product: byColumns; products: numbers from one A to the next, from one B to the next
 */
export const productJobs: JobFamily = ({ gemm, kernels: { biasActivation } }) => ({
  product(low, high, _thread, args, at) {
    if (low === high) return;
    const transposeA = args[at] === 1, transposeB = args[at + 1] === 1;
    const n = args[at + 3], k = args[at + 4], bias = args[at + 8], byColumns = args[at + 11] === 1;
    const lda = transposeA ? args[at + 2] : k, ldb = transposeB ? k : n;
    const size = high - low, rows = byColumns ? args[at + 2] : size, columns = byColumns ? size : n;
    const a = args[at + 5] + (byColumns ? 0 : 4 * low * (transposeA ? 1 : lda));
    const b = args[at + 6] + (byColumns ? 4 * low * (transposeB ? ldb : 1) : 0);
    const c = args[at + 7] + 4 * low * (byColumns ? 1 : n);
    gemm(transposeA, transposeB, rows, columns, k, a, lda, b, ldb, 0, c, n);
    const share = bias && byColumns ? bias + 4 * low : bias;
    biasActivation(args[at + 9], c, rows, columns, n, share, args[at + 10]);
  },

  products(low, high, _thread, args, at) {
    const transposeA = args[at] === 1, transposeB = args[at + 1] === 1;
    const m = args[at + 2], n = args[at + 3], k = args[at + 4];
    const lda = transposeA ? m : k, ldb = transposeB ? k : n;
    for (let i = low; i < high; i++) {
      const a = args[at + 5] + 4 * i * args[at + 11], b = args[at + 6] + 4 * i * args[at + 12];
      const c = args[at + 7] + 4 * i * m * n;
      gemm(transposeA, transposeB, m, n, k, a, lda, b, ldb, 0, c, n);
      biasActivation(args[at + 9], c, m, n, n, args[at + 8], args[at + 10]);
    }
  },
});
