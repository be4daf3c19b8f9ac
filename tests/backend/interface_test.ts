import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  Adam,
  AdamW,
  applyModel,
  binaryCrossEntropy,
  ByteTable,
  meanSquaredError,
  Momentum,
  useBackend,
} from "../../lib/backend/mod.ts";

await useBackend();

const near = (actual: number, expected: number, tolerance = 1e-6) =>
  ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

Deno.test("binaryCrossEntropy() is finite for logits of any size, and so is its gradient", () =>
  tf.tidy(() => {
    const targets = tf.tensor1d([1, 0, 1, 0]), logits = tf.tensor1d([-500, 500, 500, -500]);
    near(binaryCrossEntropy(targets, logits).dataSync()[0], 250);
    const gradient = tf.grad((z) => binaryCrossEntropy(targets, z))(logits);
    deepStrictEqual([...gradient.dataSync()], [-0.25, 0.25, 0, 0]);
  }));

Deno.test("the losses refuse shapes that differ", () =>
  tf.tidy(() => {
    throws(() => binaryCrossEntropy(tf.zeros([2]), tf.zeros([3])), /2.*3/);
    throws(() => meanSquaredError(tf.zeros([2, 1]), tf.zeros([2])), /2,1.*2/);
  }));

Deno.test("applyModel() is model.apply(), and its gradients reach every weight", () =>
  tf.tidy(() => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, activation: "relu", inputShape: [3] }),
        tf.layers.dense({ units: 2, activation: "sigmoid" }),
      ],
    });
    const x = tf.randomNormal([4, 3], 0, 1, "float32", 1);
    const expected = (model.apply(x) as tf.Tensor).dataSync();
    applyModel(model, x).dataSync().forEach((value, i) => near(value, expected[i]));
    const { grads } = tf.variableGrads(() => tf.sum(applyModel(model, x)).asScalar());
    strictEqual(Object.keys(grads).length, 4);
    model.dispose();
  }));

Deno.test("ByteTable gathers rows as multiples of 1 ÷ maximum, and refuses what it does not hold", () => {
  const table = new ByteTable(new Uint8Array([0, 1, 2, 3, 4, 5]), 2, 5);
  const batch = table.batch(new Int32Array([2, 0, 2]), [3, 2, 1]);
  deepStrictEqual(batch.shape, [3, 2, 1]);
  deepStrictEqual([...batch.dataSync()], [...Float32Array.of(0.8, 1, 0, 0.2, 0.8, 1)]);
  batch.dispose();
  throws(() => table.batch(new Int32Array([3]), [1, 2]), { name: "RangeError", message: /got 3/ });
  throws(() => table.batch(new Int32Array([1]), [3]), { name: "RangeError", message: /\[3\]/ });
  throws(() => new ByteTable(new Uint8Array(5), 2, 1), { name: "RangeError", message: /5 bytes/ });
  table.dispose();
  throws(() => table.batch(new Int32Array([1]), [1, 2]), TypeError);
});

// w ← w − α·m̂ ÷ (√v̂ + ε) in double precision, straight from Kingma & Ba (2015), algorithm 1
function adamByHand(gradients: number[], w: number, decay = 0, rate = 0.1): number {
  let m = 0, v = 0;
  gradients.forEach((g, i) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    w -= rate * decay * w;
    w -= rate * (m / (1 - 0.9 ** (i + 1))) / (Math.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-7);
  });
  return w;
}

const slopes = [1, -3, 0.5, 2];
function descend(optimizer: tf.Optimizer): number {
  const w = tf.variable(tf.scalar(2));
  for (const slope of slopes) optimizer.minimize(() => tf.mul(w, slope).asScalar(), false, [w]);
  const [value] = w.dataSync();
  w.dispose();
  optimizer.dispose();
  return value;
}

Deno.test("Adam and AdamW follow their papers' formulas", () => {
  near(descend(new Adam(0.1)), adamByHand(slopes, 2), 1e-5);
  near(descend(new AdamW(0.1, 0.3)), adamByHand(slopes, 2, 0.3), 1e-5);
});

Deno.test("Momentum adds up past gradients", () => {
  let w = 2, m = 0;
  for (const slope of slopes) w -= 0.1 * (m = 0.9 * m + slope);
  near(descend(new Momentum(0.1, 0.9)), w, 1e-5);
});

Deno.test("AdamW keeps its weight decay through getConfig() and fromConfig()", () => {
  const config = new AdamW(0.01, 0.25).getConfig();
  const { weightDecay } = AdamW.fromConfig(AdamW, config) as AdamW;
  strictEqual(weightDecay, 0.25);
});

Deno.test("losses of integer and boolean targets are those of the same numbers as floats", async () => {
  for (const prefer of ["cpu", "wasm"] as const) {
    await useBackend({ prefer, threads: 1 });
    const outputs = tf.tensor1d([1, 2, 0]), floats = tf.tensor1d([1, 0, 1]);
    for (const targets of [tf.tensor1d([1, 0, 1], "int32"), tf.tensor1d([1, 0, 1], "bool")]) {
      for (const loss of [meanSquaredError, binaryCrossEntropy]) {
        const [mine] = loss(targets, outputs).dataSync();
        const [right] = loss(floats, outputs).dataSync();
        ok(Math.abs(mine - right) < 1e-6, `${prefer}, ${targets.dtype}: ${mine}, not ${right}`);
      }
    }
  }
});

Deno.test("two calls of useBackend() at once give the same backend", async () => {
  const [a, b] = await Promise.all([1, 2].map(() => useBackend({ prefer: "wasm", threads: 3 })));
  strictEqual(a.name, b.name);
  strictEqual(tf.getBackend(), a.name);
});
