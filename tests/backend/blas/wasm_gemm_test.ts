import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Random } from "@autoencoders";
import type { Gemm, Kernels } from "../../../lib/backend/protocol/thread_context.ts";
import { sharedMemory } from "../../../lib/backend/runtime/heap.ts";
import { wasmGemm } from "../../../lib/backend/blas/wasm_gemm.ts";

const memory = sharedMemory();
const bytes = await Deno.readFile(new URL("../../../lib/backend/kernels.wasm", import.meta.url));
const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, abort() {} } });
const kernels = instance.exports as unknown as Kernels;
const PACKING = 1 << 20, A = 16 << 20, B = 48 << 20, C = 80 << 20;
const gemm: Gemm = wasmGemm(kernels, PACKING, 4 << 20);

function numbers(address: number, count: number, random: Random): Float32Array {
  const view = new Float32Array(memory.buffer, address, count);
  for (let i = 0; i < count; i++) view[i] = random.uniform() - 0.5;
  return view;
}

interface Product {
  transposeA: boolean;
  transposeB: boolean;
  m: number;
  n: number;
  k: number;
  beta: number;
  /** numbers between a row's end and the next one's begin, in A, B and C */
  gaps: [number, number, number];
  seed: number;
}

function check({ transposeA, transposeB, m, n, k, beta, gaps, seed }: Product): void {
  const random = new Random(seed);
  const lda = (transposeA ? m : k) + gaps[0], ldb = (transposeB ? k : n) + gaps[1];
  const ldc = n + gaps[2];
  const a = numbers(A, (transposeA ? k : m) * lda, random);
  const b = numbers(B, (transposeB ? n : k) * ldb, random), c = numbers(C, m * ldc + 9, random);
  const before = c.slice();
  gemm(transposeA, transposeB, m, n, k, A, lda, B, ldb, beta, C, ldc);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = beta * before[i * ldc + j];
      for (let l = 0; l < k; l++) {
        sum += a[transposeA ? l * lda + i : i * lda + l] *
          b[transposeB ? j * ldb + l : l * ldb + j];
      }
      // k terms of at most ¼, each rounded to 2⁻²⁴ of the sum so far
      const error = Math.abs(c[i * ldc + j] - sum), bound = 1e-6 * Math.sqrt(k + 1);
      ok(error <= bound, `C[${i}, ${j}] is ${c[i * ldc + j]}, not ${sum}`);
      before[i * ldc + j] = c[i * ldc + j];
    }
  }
  before.forEach((value, i) => strictEqual(c[i], value, `number ${i} is not the product's`));
}

const dimension = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 50 }));
const gap = fc.constantFrom(0, 0, 1, 5);

Deno.test("the WASM product is the formula, for every size, transposition and leading dimension", () =>
  fc.assert(
    fc.property(
      fc.record({
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
        m: dimension,
        n: dimension,
        k: dimension,
        beta: fc.constantFrom(0, 1),
        gaps: fc.tuple(gap, gap, gap),
        seed: fc.nat(),
      }),
      check,
    ),
    { numRuns: 500 },
  ));

Deno.test("the WASM product cuts long sums and wide rows into blocks", () => {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      for (const [m, n, k] of [[7, 1100, 9], [13, 21, 777], [70, 530, 300]]) {
        check({ transposeA, transposeB, m, n, k, beta: 1, gaps: [3, 0, 2], seed: m });
      }
    }
  }
});

Deno.test("with β = 0 the WASM product does not read C; NaN in A and B comes through", () => {
  for (const [m, n, k] of [[1, 5, 3], [6, 8, 64], [20, 33, 40]]) {
    const a = numbers(A, m * k, new Random(1)), c = numbers(C, m * n, new Random(2));
    numbers(B, k * n, new Random(3));
    c.fill(NaN);
    gemm(false, false, m, n, k, A, k, B, n, 0, C, n);
    ok(c.every(Number.isFinite));
    a[(m - 1) * k] = NaN;
    gemm(false, false, m, n, k, A, k, B, n, 0, C, n);
    ok(c.subarray((m - 1) * n).every(Number.isNaN));
    ok(c.subarray(0, (m - 1) * n).every(Number.isFinite));
  }
});

Deno.test("two products of the same numbers have the same bits", () => {
  numbers(A, 50 * 300, new Random(4));
  numbers(B, 300 * 40, new Random(5));
  const run = () => {
    gemm(false, true, 50, 40, 300, A, 300, B, 300, 0, C, 40);
    return new Uint32Array(memory.buffer, C, 50 * 40).join();
  };
  strictEqual(run(), run());
});

Deno.test("the WASM product refuses too little room for its panels, with both sizes", () => {
  throws(() => wasmGemm(kernels, PACKING, 1000), { name: "RangeError", message: /got 1000/ });
});
