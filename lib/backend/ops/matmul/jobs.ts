import { type JobFamily, jobType } from "../../protocol/job.ts";

const names = "transposeA transposeB m n k a b c bias activation parameter";

/**
 * C = f(op(A) · op(B) + bias) for one pair of matrices; items are rows of C or, with `byColumns`,
 * columns. Bias and activation are applied while the share is still in the cache.
 */
export const matmul = jobType("matmul", `${names} byColumns` as const);

/** The same for a batch; items are pairs, strides are numbers from one A or B to the next. */
export const matmulBatch = jobType("matmulBatch", `${names} aStride bStride` as const);

export const matmulJobs: JobFamily = ({ gemm, kernels: { biasActivation } }) => [
  matmul.implement((args, low, high) => {
    if (low === high) return;
    const { m, n, k, a, b, c, bias, activation, parameter } = args;
    const transposeA = args.transposeA === 1, transposeB = args.transposeB === 1;
    const byColumns = args.byColumns === 1, size = high - low;
    const lda = transposeA ? m : k, ldb = transposeB ? k : n;
    const rows = byColumns ? m : size, columns = byColumns ? size : n;
    const aShare = a + (byColumns ? 0 : 4 * low * (transposeA ? 1 : lda));
    const bShare = b + (byColumns ? 4 * low * (transposeB ? ldb : 1) : 0);
    const cShare = c + 4 * low * (byColumns ? 1 : n);
    gemm(transposeA, transposeB, rows, columns, k, aShare, lda, bShare, ldb, 0, cShare, n);
    const biasShare = bias && byColumns ? bias + 4 * low : bias;
    biasActivation(activation, cShare, rows, columns, n, biasShare, parameter);
  }),

  matmulBatch.implement((args, low, high) => {
    const { m, n, k, a, b, c, bias, activation, parameter, aStride, bStride } = args;
    const transposeA = args.transposeA === 1, transposeB = args.transposeB === 1;
    const lda = transposeA ? m : k, ldb = transposeB ? k : n;
    for (let i = low; i < high; i++) {
      const ai = a + 4 * i * aStride, bi = b + 4 * i * bStride, ci = c + 4 * i * m * n;
      gemm(transposeA, transposeB, m, n, k, ai, lda, bi, ldb, 0, ci, n);
      biasActivation(activation, ci, m, n, n, bias, parameter);
    }
  }),
];
