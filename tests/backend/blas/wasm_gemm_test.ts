import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { normals } from "../against_stock.ts";
import type { Gemm, Kernels } from "../../../lib/backend/protocol/thread_context.ts";
import { sharedMemory } from "../../../lib/backend/runtime/heap.ts";
import { wasmGemm } from "../../../lib/backend/blas/wasm_gemm.ts";

const memory = sharedMemory();
const bytes = await Deno.readFile(new URL("../../../lib/backend/kernels.wasm", import.meta.url));
const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, abort() {} } });
const kernels = instance.exports as unknown as Kernels;
const PACKING = 1 << 20, A = 16 << 20, B = 48 << 20, C = 80 << 20;
const gemm: Gemm = wasmGemm(kernels, PACKING, 4 << 20);

/** Normally distributed numbers of deviation ¼ at `address`, the same for the same seed. */
function fillWithNormals(address: number, count: number, seed: number): Float32Array {
  const view = new Float32Array(memory.buffer, address, count);
  view.set(normals([count], seed).values.map((value) => value / 4) as Float32Array);
  return view;
}

interface Product {
  transposeA: boolean;
  transposeB: boolean;
  m: number;
  n: number;
  k: number;
  beta: number;
  /** unused numbers after each row of A, B and C */
  gaps: [number, number, number];
  seed: number;
}

function check({ transposeA, transposeB, m, n, k, beta, gaps, seed }: Product): void {
  const lda = (transposeA ? m : k) + gaps[0], ldb = (transposeB ? k : n) + gaps[1];
  const ldc = n + gaps[2];
  const a = fillWithNormals(A, (transposeA ? k : m) * lda, seed);
  const b = fillWithNormals(B, (transposeB ? n : k) * ldb, seed + 1);
  const c = fillWithNormals(C, m * ldc + 9, seed + 2), before = c.slice();
  gemm(transposeA, transposeB, m, n, k, A, lda, B, ldb, beta, C, ldc);
  c.forEach((value, at) => {
    const row = Math.max(1, ldc), i = Math.floor(at / row), j = at % row;
    if (i >= m || j >= n) {
      strictEqual(value, before[at], `number ${at} is not part of the product`);
      return;
    }
    let sum = beta * before[at];
    for (let l = 0; l < k; l++) {
      sum += a[transposeA ? l * lda + i : i * lda + l] * b[transposeB ? j * ldb + l : l * ldb + j];
    }
    // k terms of about 1/16, each rounded to 2⁻²⁴ of the sum so far
    const bound = 1e-6 * Math.sqrt(k + 1);
    ok(Math.abs(value - sum) <= bound, `C[${i}, ${j}] is ${value}, not ${sum}`);
  });
}

const dimension = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 50 }));
const gap = fc.constantFrom(0, 0, 1, 5);

Deno.test("the WASM product agrees with the formula for every size, transposition and leading dimension", () =>
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

Deno.test("the WASM product agrees with the formula for sums and rows of several blocks", () => {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      for (const [m, n, k] of [[7, 1100, 9], [13, 21, 777], [70, 530, 300]]) {
        check({ transposeA, transposeB, m, n, k, beta: 1, gaps: [3, 0, 2], seed: m });
      }
    }
  }
});

Deno.test("with β = 0 the WASM product does not read C, and it keeps NaN of A", () => {
  for (const [m, n, k] of [[1, 5, 3], [6, 8, 64], [20, 33, 40]]) {
    const a = fillWithNormals(A, m * k, 1), c = fillWithNormals(C, m * n, 2);
    fillWithNormals(B, k * n, 3);
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
  fillWithNormals(A, 50 * 300, 4);
  fillWithNormals(B, 300 * 40, 5);
  const run = () => {
    gemm(false, true, 50, 40, 300, A, 300, B, 300, 0, C, 40);
    return new Uint32Array(memory.buffer, C, 50 * 40).join();
  };
  strictEqual(run(), run());
});

Deno.test("the WASM product refuses too small a packing space, with its size in the message", () => {
  throws(() => wasmGemm(kernels, PACKING, 1000), { name: "RangeError", message: /got 1000/ });
});
