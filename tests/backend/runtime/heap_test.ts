import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { SharedMemoryBackend } from "../../../lib/backend/runtime/backend.ts";
import { Adam, applyModel, meanSquaredError, useBackend } from "../../../lib/backend/mod.ts";
import { Heap, sharedMemory, sizeClass } from "../../../lib/backend/runtime/heap.ts";

Deno.test("sizeClass() holds what is asked for and wastes at most a fifth, or 256 bytes", () =>
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (bytes) => {
    const size = sizeClass(bytes);
    ok(size >= bytes && (size <= 256 || size <= 1.25 * bytes), `${size} for ${bytes}`);
    strictEqual(size % 64, 0);
    strictEqual(sizeClass(size), size);
  })));

Deno.test("blocks of the heap never overlap, and come back when they are released", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.boolean()), { maxLength: 60 }),
    (requests) => {
      const heap = new Heap(sharedMemory(), 65536, 65536 * 4);
      let blocks: [address: number, bytes: number][] = [];
      for (const [bytes, releases] of requests) {
        if (releases && blocks.length) heap.release(...blocks.shift()!);
        const address = heap.allocate(bytes);
        ok(blocks.every(([other, size]) => address + bytes <= other || other + size <= address));
        ok(address >= 65536 && address + bytes <= 65536 * 4);
        blocks.push([address, bytes]);
      }
      for (const block of blocks) heap.release(...block);
      blocks = [];
      strictEqual(heap.inUse, 0);
    },
  )));

Deno.test("a full heap says what was asked for and what is in use, and goes on after a release", () => {
  const heap = new Heap(sharedMemory(), 65536, 65536 * 3);
  const half = heap.allocate(80_000);
  throws(() => heap.allocate(100_000), {
    name: "RangeError",
    message: /out of memory: 100000 bytes were requested, 81920 are in use/,
  });
  heap.release(half, 80_000);
  // A large free block serves smaller requests where there is no other room.
  const small = Array.from({ length: 40 }, () => heap.allocate(3000));
  strictEqual(new Set(small).size, 40);
});

Deno.test("running out of memory in tfjs is a RangeError, and the tensors before it live on", async () => {
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

Deno.test("a disposed tensor's memory is used again, and one that nobody disposes is collected", async () => {
  const { name } = await useBackend(), backend = tf.findBackend(name) as SharedMemoryBackend;
  const first = tf.add(tf.ones([1000]), 1), { address } = { address: backend.address(first) };
  first.dispose();
  const again = backend.output([1000]);
  strictEqual(again.address, address);
  backend.disposeData(again.info.dataId);

  const script = `
    import * as tf from "@tensorflow/tfjs";
    import { useBackend } from "@autoencoders";
    const { name } = await useBackend({ threads: 1 });
    const { heap } = tf.findBackend(name);
    const forget = () => { for (let i = 0; i < 100; i++) tf.relu(tf.ones([100_000])); };
    forget();
    const most = heap.inUse;
    for (let i = 0; i < 50 && heap.inUse > most / 4; i++) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    console.log(most > 40_000_000 && heap.inUse < most / 4);`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--v8-flags=--expose-gc", script],
    cwd: new URL("../../../", import.meta.url),
    stderr: "inherit",
  }).output();
  strictEqual(new TextDecoder().decode(stdout).trim(), "true");
});
