import { ok } from "node:assert/strict";
import { checkGemm } from "../../../lib/backend/blas/check_gemm.ts";
import type { Gemm } from "../../../lib/backend/protocol/thread_context.ts";
import { sharedMemory } from "../../../lib/backend/runtime/heap.ts";

Deno.test("checkGemm() accepts a correct product, and rejects one with a single fault", () => {
  const memory = sharedMemory();
  const product =
    (wrong: Partial<{ transpose: boolean; beta: boolean; stride: boolean }>): Gemm =>
    (ta, tb, m, n, k, a, lda, b, ldb, beta, c, ldc) => {
      const x = new Float32Array(memory.buffer);
      const [ai, ak] = ta ? [1, lda] : [lda, 1],
        [bk, bj] = tb !== !!wrong.transpose ? [1, ldb] : [ldb, 1];
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          const o = c / 4 + i * (wrong.stride ? n : ldc) + j;
          let sum = wrong.beta ? x[o] * beta : beta ? x[o] : 0;
          for (let l = 0; l < k; l++) {
            sum += x[a / 4 + i * ai + l * ak] * x[b / 4 + l * bk + j * bj];
          }
          x[o] = sum;
        }
      }
    };
  ok(checkGemm(product({}), memory, 131072));
  for (const fault of ["transpose", "beta", "stride"]) {
    ok(!checkGemm(product({ [fault]: true }), memory, 131072), fault);
  }
});
