import { type JobFamily, jobType } from "../../protocol/job.ts";
import { SMALL_PRODUCT } from "../convolution/blocks.ts";

const names = "transposeA transposeB m n k a b c bias activation parameter";

/**
 * C = f(op(A) · op(B) + bias) for one pair of matrices; items are rows of C or, with `byColumns`,
 * columns. Bias and activation are applied while the share is still in the cache.
 */
export const matmul = jobType("matmul", `${names} byColumns` as const);

/** The same for a batch; items are pairs, strides are numbers from one A or B to the next. */
export const matmulBatch = jobType("matmulBatch", `${names} aStride bStride` as const);

// Pieces of fewer rows or columns are slower than packing the operands.
const LEAST_PIECE = 96;
// Longer sums are split by OpenBLAS where it packs, which changes their bits.
const MOST_TERMS = 256;

/**
 * Rows or columns of a share of C that are computed together: those of which OpenBLAS packs no operand, where
 * that is faster and gives the same bits, else all.
 */
function pieceOf(
  transposeA: boolean,
  transposeB: boolean,
  rows: number,
  columns: number,
  k: number,
  byColumns: boolean,
): number {
  const size = byColumns ? columns : rows, other = byColumns ? rows : columns;
  if (rows * columns * k <= SMALL_PRODUCT) return size;
  // Without transposition, the columns that do not fill a vector are rounded differently in a piece.
  if (transposeB || k > MOST_TERMS || !transposeA && columns % 16 !== 0) return size;
  const most = SMALL_PRODUCT / (other * k), piece = Math.floor(most - most % 16);
  return piece < LEAST_PIECE ? size : piece;
}

export const matmulJobs: JobFamily = ({ gemm, blas, kernels: { biasActivation } }) => [
  matmul.implement((args, low, high) => {
    if (low === high) return;
    const { m, n, k, a, b, c, bias, activation, parameter } = args;
    const transposeA = args.transposeA === 1, transposeB = args.transposeB === 1;
    const byColumns = args.byColumns === 1, size = high - low;
    const lda = transposeA ? m : k, ldb = transposeB ? k : n;
    const rows = byColumns ? m : size, columns = byColumns ? size : n;
    const piece = blas ? pieceOf(transposeA, transposeB, rows, columns, k, byColumns) : size;
    for (let first = low; first < high; first += piece) {
      const count = Math.min(piece, high - first);
      const m = byColumns ? rows : count, columnsHere = byColumns ? count : columns;
      const aPiece = a + (byColumns ? 0 : 4 * first * (transposeA ? 1 : lda));
      const bPiece = b + (byColumns ? 4 * first * (transposeB ? ldb : 1) : 0);
      const cPiece = c + 4 * first * (byColumns ? 1 : n);
      gemm(transposeA, transposeB, m, columnsHere, k, aPiece, lda, bPiece, ldb, 0, cPiece, n);
      const biasPiece = bias && byColumns ? bias + 4 * first : bias;
      biasActivation(activation, cPiece, m, columnsHere, n, biasPiece, parameter);
    }
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
