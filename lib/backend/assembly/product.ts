// C[i,j] = Σ_k A[i,k] · B[k,j] + β · C[i,j]
//
// The product as its formula has it, in one fixed order of summation and without fused operations:
// slow, the same bits on every machine, and what the fast products are measured against. Strides
// are in numbers, so that a transposed operand is one whose strides are swapped.
export function productByFormula(
  m: i32, n: i32, k: i32,
  a: usize, ai: i32, ak: i32,
  b: usize, bk: i32, bj: i32,
  beta: f32, c: usize, ldc: i32,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let p = a + (<usize>(i * ai) << 2), q = b + (<usize>(j * bj) << 2);
      let sum: f32 = 0;
      for (let l = 0; l < k; l++) {
        sum += load<f32>(p) * load<f32>(q);
        p += <usize>ak << 2;
        q += <usize>bk << 2;
      }
      const o = c + (<usize>(i * ldc + j) << 2);
      store<f32>(o, beta == 0 ? sum : sum + beta * load<f32>(o));
    }
  }
}
