import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { boundMs, type Peaks } from "../../bench/native/native.ts";
import { Trace } from "../../bench/trace.ts";
import { useBackend } from "@autoencoders";

/** The cost of each kernel of one call, by its name without shapes. */
function traced(call: () => unknown) {
  const trace = new Trace();
  try {
    call();
  } finally {
    trace.stop();
  }
  return [...trace.entries.values()].map(({ name, calls, flops, bytes, jobs }) => ({
    kernel: name.split(" ")[0],
    calls: calls.length,
    flops,
    bytes,
    jobs: [...jobs.keys()],
  }));
}

Deno.test("a trace counts the arithmetic and the bytes of products and convolutions", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const [a, b] = [tf.ones<tf.Rank.R2>([3, 5]), tf.ones<tf.Rank.R2>([5, 7])];
  const [product] = traced(() => tf.matMul(a, b).dispose());
  strictEqual(product.flops, 2 * 3 * 5 * 7);
  strictEqual(product.bytes, 4 * (3 * 5 + 5 * 7 + 3 * 7));
  deepStrictEqual(product.jobs, ["matmul"]);
  // x [2, 8, 8, 3] and 4 filters of 3 × 3 with stride 2: 4 × 4 positions an image
  const [x, w] = [tf.ones<tf.Rank.R4>([2, 8, 8, 3]), tf.ones<tf.Rank.R4>([3, 3, 3, 4])];
  const flops = 2 * (2 * 4 * 4) * (3 * 3 * 3 * 4);
  const convolution = traced(() => tf.conv2d(x, w, 2, "same").dispose());
  strictEqual(convolution.find(({ kernel }) => kernel === "Conv2D")!.flops, flops);
  const back = tf.grads((x: tf.Tensor, w: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same")
  );
  const gradients = traced(() => tf.dispose(back([x, w])));
  for (const kernel of ["Conv2DBackpropInput", "Conv2DBackpropFilter"]) {
    strictEqual(gradients.find((each) => each.kernel === kernel)!.flops, flops, kernel);
  }
  tf.dispose([a, b, x, w]);
});

Deno.test("a trace that has stopped leaves nothing behind", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const before = tf.getKernel("BatchMatMul", tf.getBackend());
  const { execute } = tf.backend() as unknown as { execute: unknown };
  traced(() => tf.ones([2]).dispose());
  strictEqual(tf.getKernel("BatchMatMul", tf.getBackend()), before);
  strictEqual((tf.backend() as unknown as { execute: unknown }).execute, execute);
});

Deno.test("the bound is the arithmetic's or the bytes', whichever takes longer", () => {
  const peaks: Peaks = {
    threads: 2,
    gflops: 100,
    bandwidth: [{ bytes: 1000, gbytes: 50 }, { bytes: 1e6, gbytes: 10 }],
  };
  ok(Math.abs(boundMs(peaks, 1e8, 1000) - 1) < 1e-12); // 10⁸ operations at 10¹¹ a second: 1 ms
  ok(Math.abs(boundMs(peaks, 0, 2000) - 4e-5) < 1e-12); // fits both threads' 1,000 bytes: 50 GB/s
  ok(Math.abs(boundMs(peaks, 0, 1e7) - 1) < 1e-12); // larger than all sets: the last one's 10 GB/s
});
