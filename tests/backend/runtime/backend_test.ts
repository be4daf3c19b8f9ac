import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Adam, applyModel, meanSquaredError, useBackend } from "../../../lib/backend/mod.ts";
import { SharedMemoryBackend } from "../../../lib/backend/runtime/backend.ts";
import { sharedMemory } from "../../../lib/backend/runtime/heap.ts";

Deno.test("running out of memory in tfjs is a RangeError, and the existing tensors remain", async () => {
  const module = new WebAssembly.Module(
    await Deno.readFile(new URL("../../../lib/backend/kernels.wasm", import.meta.url)),
  );
  const limit = 256 << 20;
  const backend = new SharedMemoryBackend({ memory: sharedMemory(), module, threads: 1 }, limit);
  const kept: { address: number }[] = [];
  throws(() => {
    for (;;) kept.push(backend.output([1 << 22]));
  }, { name: "RangeError", message: /16777216 bytes were requested/ });
  ok(kept.length > 5);
});

Deno.test("1,000 training steps leave as many tensors and as much memory in use as ten", async () => {
  const { name } = await useBackend();
  const backend = tf.findBackend(name) as SharedMemoryBackend;
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu", inputShape: [6, 6, 1] }),
      tf.layers.batchNormalization(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 5, activation: "gelu" as "relu" }),
      tf.layers.dense({ units: 3, activation: "sigmoid" }),
    ],
  });
  const x = tf.randomNormal([8, 6, 6, 1]), y = tf.randomUniform([8, 3]), adam = new Adam(0.01);
  const step = () => {
    adam.minimize(() => meanSquaredError(y, applyModel(model, x, { training: true })));
  };
  for (let i = 0; i < 10; i++) step();
  const before = [tf.memory().numTensors, tf.memory().numDataBuffers, backend.heap.inUse];
  for (let i = 0; i < 1000; i++) step();
  deepStrictEqual(
    [tf.memory().numTensors, tf.memory().numDataBuffers, backend.heap.inUse],
    before,
  );
  strictEqual(tf.memory().unreliable, false);
  tf.dispose([x, y]);
  model.dispose();
  adam.dispose();
});

Deno.test("the memory of a disposed tensor is used again, and that of a forgotten one is collected", async () => {
  const { name } = await useBackend(), backend = tf.findBackend(name) as SharedMemoryBackend;
  const first = tf.add(tf.ones([1000]), 1), address = backend.address(first);
  first.dispose();
  const again = backend.output([1000]);
  strictEqual(again.address, address);
  backend.disposeData(again.info.dataId);

  const script = `
    import * as tf from "@tensorflow/tfjs";
    import { useBackend } from "@autoencoders/backend";
    const { name } = await useBackend({ threads: 1 });
    const { heap } = tf.findBackend(name);
    const forget = () => { for (let i = 0; i < 100; i++) tf.relu(tf.ones([100_000])); };
    forget();
    const before = heap.inUse;
    for (let i = 0; i < 1000 && heap.inUse > before / 4; i++) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    console.log(before >= 4 * 100 * 100_000, heap.inUse <= before / 4);`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--v8-flags=--expose-gc", script],
    cwd: new URL("../../../", import.meta.url),
    stderr: "inherit",
  }).output();
  strictEqual(new TextDecoder().decode(stdout).trim(), "true true");
});
