import type { Gemm } from "../protocol/thread_context.ts";

// Odd and different, so that a swapped transposition or a wrong stride gives another result.
const M = 7, N = 19, K = 13, PAD = 3;

/**
 * Whether `gemm` is correct for all four transpositions, padded rows and β = 0 and 1, compared with
 * the sum in double precision.
 *
 * @param address of 4 KiB of `memory` that may be overwritten
 */
export function checkGemm(gemm: Gemm, memory: WebAssembly.Memory, address: number): boolean {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      for (const beta of [0, 1]) {
        if (!isCorrect(gemm, memory, address, transposeA, transposeB, beta)) return false;
      }
    }
  }
  return true;
}

function isCorrect(
  gemm: Gemm,
  memory: WebAssembly.Memory,
  address: number,
  transposeA: boolean,
  transposeB: boolean,
  beta: number,
): boolean {
  const lda = (transposeA ? M : K) + PAD, ldb = (transposeB ? K : N) + PAD, ldc = N + PAD;
  const a = new Float32Array(memory.buffer, address, M * K + PAD * (M + K));
  const b = new Float32Array(memory.buffer, address + a.byteLength, K * N + PAD * (K + N));
  const c = new Float32Array(memory.buffer, b.byteOffset + b.byteLength, M * ldc);
  a.forEach((_, i) => a[i] = Math.sin(i + 1));
  b.forEach((_, i) => b[i] = Math.cos(3 * i));
  // With β = 0 the old contents must not be read, not even as NaN · 0.
  c.fill(beta === 0 ? NaN : 0.5);
  const { byteOffset: atA } = a, { byteOffset: atB } = b, { byteOffset: atC } = c;
  gemm(transposeA, transposeB, M, N, K, atA, lda, atB, ldb, beta, atC, ldc);
  for (let i = 0; i < M; i++) {
    for (let j = 0; j < N; j++) {
      let sum = beta * 0.5;
      for (let k = 0; k < K; k++) {
        sum += a[transposeA ? k * lda + i : i * lda + k] *
          b[transposeB ? j * ldb + k : k * ldb + j];
      }
      if (!(Math.abs(c[i * ldc + j] - sum) < 1e-5)) return false;
    }
  }
  return true;
}
