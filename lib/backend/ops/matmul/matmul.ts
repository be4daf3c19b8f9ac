import type { Workspace } from "../../runtime/kernel.ts";
import { matmul as matmulJob, matmulBatch } from "./jobs.ts";

/**
 * C = f(op(A) · op(B) + bias) for one pair of matrices or a batch of them; matrices are addresses.
 */
export interface Matmul {
  transposeA: boolean;
  transposeB: boolean;
  /** C is m × n, the sum is over k */
  m: number;
  n: number;
  k: number;
  a: number;
  b: number;
  c: number;
  /** address of n numbers, or 0 */
  bias: number;
  /** code of an activation, 0 for none */
  activation: number;
  parameter: number;
  /** pairs in the batch, and numbers from one A or B to the next (0: the same for all) */
  batch: { count: number; aStride: number; bStride: number };
}

// Two threads are faster from this many multiplications on: at 100 GFLOP/s they take 3 µs, and
// waking a thread takes 1 µs.
const WORTH_SPLITTING = 1 << 17;

/** Computes the products, each thread some of the pairs or a share of each C. */
export function matmul({ run, threads }: Workspace, { batch, ...product }: Matmul): void {
  const { m, n, k } = product, { count, aStride, bStride } = batch;
  const args = {
    ...product,
    transposeA: Number(product.transposeA),
    transposeB: Number(product.transposeB),
  };
  if (count >= threads && count > 1) {
    const minimum = count * m * n * k < WORTH_SPLITTING ? Infinity : 0;
    run(matmulBatch, { count, minimum }, { ...args, aStride, bStride });
    return;
  }
  const byColumns = n > m, minimum = m * n * k < WORTH_SPLITTING ? Infinity : 0;
  const items = { count: byColumns ? n : m, minimum, align: byColumns ? 16 : 4 };
  for (let i = 0; i < count; i++) {
    const a = product.a + 4 * i * aStride, b = product.b + 4 * i * bStride;
    const c = product.c + 4 * i * m * n;
    run(matmulJob, items, { ...args, a, b, c, byColumns: Number(byColumns) });
  }
}
