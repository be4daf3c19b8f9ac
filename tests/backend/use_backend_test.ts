import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type BackendInfo, useBackend } from "../../lib/backend/mod.ts";
import { checkGemm } from "../../lib/backend/blas/check_gemm.ts";
import { sharedMemory } from "../../lib/backend/runtime/heap.ts";
import type { Gemm } from "../../lib/backend/protocol/thread_context.ts";

Deno.test("useBackend() selects what it names, and a second call is harmless", async () => {
  const first = await useBackend(), tensor = tf.add(tf.ones([3]), 1);
  const second = await useBackend();
  deepStrictEqual(second, first);
  strictEqual(tf.getBackend(), first.name);
  deepStrictEqual([...tensor.dataSync()], [2, 2, 2]);
  tensor.dispose();
});

Deno.test("tensors move between backends with the choice", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const x = tf.mul(tf.tensor1d([1, 2]), 3);
  const { name, gemm } = await useBackend({ prefer: "cpu" });
  deepStrictEqual([name, gemm], ["cpu", "none"]);
  const y = tf.add(x, 1);
  deepStrictEqual([...y.dataSync()], [4, 7]);
  await useBackend({ prefer: "wasm", threads: 1 });
  deepStrictEqual([...tf.add(y, x).dataSync()], [7, 13]);
  tf.dispose([x, y]);
});

Deno.test("useBackend() refuses what it does not know, with the value in the message", async () => {
  await rejects(useBackend({ prefer: "gpu" as "cpu" }), { name: "RangeError", message: /"gpu"/ });
  for (const threads of [0, 1.5, 65, NaN]) {
    await rejects(useBackend({ threads }), {
      name: "RangeError",
      message: new RegExp(`${threads}`),
    });
  }
});

/** What useBackend() says in a process of its own with these permissions and variables. */
async function chosen(permissions: string[], env: Record<string, string>): Promise<BackendInfo> {
  const script = new URL("./print_backend.ts", import.meta.url);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...permissions, script.href],
    env,
  }).output();
  const output = new TextDecoder().decode(stdout).trim();
  ok(output, new TextDecoder().decode(stderr));
  return JSON.parse(output);
}

Deno.test("without FFI permission the products are kernels.wasm's, and one line says why", async () => {
  const { gemm, note } = await chosen(["--allow-read", "--allow-env", "--allow-sys"], {});
  strictEqual(gemm, "wasm");
  match(note!, /--allow-ffi/);
});

Deno.test("with no permission but to read, it still works", async () => {
  const { gemm } = await chosen(["--allow-read"], {});
  strictEqual(gemm, "wasm");
});

Deno.test("a library that cannot be loaded, or has no product, is passed over and named", async () => {
  const missing = await chosen(["-A"], { AUTOENCODERS_BLAS: "/nowhere/libblas.so" });
  strictEqual(missing.gemm, "wasm");
  match(missing.note!, /\/nowhere\/libblas\.so/);
  ok(!missing.note!.includes("\n"));
  if (Deno.build.os !== "linux") return;
  const unsuitable = await chosen(["-A"], { AUTOENCODERS_BLAS: "libm.so.6" });
  strictEqual(unsuitable.gemm, "wasm");
  match(unsuitable.note!, /libm\.so\.6/);
});

Deno.test("the environment chooses where the call does not", async () => {
  const env = { AUTOENCODERS_BACKEND: "wasm", AUTOENCODERS_THREADS: "1" };
  const { gemm, threads, note } = await chosen(["-A"], env);
  deepStrictEqual([gemm, threads, note], ["wasm", 1, undefined]);
});

Deno.test("a product with any fault does not pass the check", () => {
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
