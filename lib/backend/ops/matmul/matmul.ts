import type { Workspace } from "../../runtime/kernel.ts";

/** C = f(op(A)·op(B) + bias) for one pair of matrices or a batch; all addresses. */
export interface Product {
  transposeA: boolean;
  transposeB: boolean;
  /** C is m × n, the sum runs over k */
  m: number;
  n: number;
  k: number;
  a: number;
  b: number;
  c: number;
  /** n numbers; 0: none */
  bias?: number;
  /** its number in activations.ts; 0: none */
  activation?: number;
  parameter?: number;
  /** products in the batch, and numbers from one A and one B to the next (0: always the same) */
  batch?: { count: number; aStride: number; bStride: number };
}

// Two threads gain from so many multiplications on: at 100 GFLOP/s they take 3 µs, waking 1 µs.
const WORTH_SPLITTING = 1 << 17;

export function multiply({ run, threads }: Workspace, product: Product): void {
  const { m, n, k, bias = 0, activation = 0, parameter = 0 } = product;
  const { transposeA, transposeB, batch } = product;
  const { count = 1, aStride = 0, bStride = 0 } = batch ?? {};
  const args = (a: number, b: number, c: number) => [
    ...[transposeA ? 1 : 0, transposeB ? 1 : 0, m, n, k, a, b, c, bias, activation, parameter],
  ];
  if (count >= threads && count > 1) {
    const minimum = count * m * n * k < WORTH_SPLITTING ? Infinity : 0;
    const { a, b, c } = product;
    run("products", count, minimum, 1, [...args(a, b, c), aStride, bStride]);
    return;
  }
  const byColumns = n > m, items = byColumns ? n : m;
  const minimum = m * n * k < WORTH_SPLITTING ? Infinity : 0;
  for (let i = 0; i < count; i++) {
    const a = product.a + 4 * i * aStride, b = product.b + 4 * i * bStride;
    const c = product.c + 4 * i * m * n;
    run("product", items, minimum, byColumns ? 16 : 4, [...args(a, b, c), byColumns ? 1 : 0]);
  }
}
