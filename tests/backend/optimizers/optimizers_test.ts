import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  Adam,
  AdamW,
  applyModel,
  binaryCrossEntropy,
  ByteTable,
  meanSquaredError,
  Momentum,
} from "../../../lib/backend/mod.ts";
import { normals, on, ours, sameAsStock } from "../against_stock.ts";
import { gradientIsRight } from "../finite_differences.ts";

Deno.test("both losses and both their gradients are the stock backend's, for any length", () => {
  for (const n of [1, 3, 4, 1023, 4099, 40_007]) {
    sameAsStock(2e-6, () => {
      const t = tf.sigmoid(normals([n], 1).toTensor()), z = tf.mul(normals([n], 2).toTensor(), 9);
      return [binaryCrossEntropy, meanSquaredError].flatMap((loss) => [
        loss(t, z),
        ...tf.grads((t, z) => loss(t, z))([t, z]),
        tf.grad((z) => tf.mul(loss(t, z), 3))(z),
      ]);
    }, 0); // gradients of a mean are small
  }
});

Deno.test("the losses' gradients are what finite differences show", () => {
  const z = [0.3, -1.2, 2, -0.1, 0.8], t = () => tf.tensor1d([0, 1, 0.5, 0.25, 1]);
  for (const name of ours) {
    gradientIsRight(name, (z) => binaryCrossEntropy(t(), z), z);
    gradientIsRight(name, (z) => meanSquaredError(t(), z), z);
  }
});

const optimizers: [name: string, make: () => tf.Optimizer][] = [
  ["Adam", () => new Adam(0.05)],
  ["AdamW", () => new AdamW(0.05, 0.1)],
  ["Momentum", () => new Momentum(0.02, 0.9)],
  ["Nesterov", () => new Momentum(0.02, 0.9, true)],
];

/** A few steps on two variables of uneven size, one of them with a gradient only now and then. */
function descend(optimizer: tf.Optimizer, steps: number, from = 0): tf.Tensor[] {
  const w = tf.variable(normals([37, 5], 1).toTensor()), b = tf.variable(tf.ones([3]));
  for (let i = from; i < from + steps; i++) {
    const slope = normals([37, 5], 10 + i).toTensor();
    optimizer.minimize(
      () => tf.sum(tf.add(tf.mul(w, slope), tf.mean(tf.square(b)))).asScalar(),
      false,
      [
        w,
        b,
      ],
    );
  }
  const result = [w.clone(), b.clone()];
  tf.dispose([w, b]);
  return result;
}

for (const [name, make] of optimizers) {
  Deno.test(`${name} makes the steps that it makes of plain tfjs operations`, () =>
    sameAsStock(1e-5, () => descend(make(), 7)));
}

Deno.test("an optimiser never writes into what shares a variable's numbers", () => {
  for (const name of ours) {
    on(name, () => {
      const w = tf.variable(tf.tensor1d([1, 2, 3])), before = w.clone();
      new Adam(0.5).minimize(() => tf.sum(tf.square(w)).asScalar(), false, [w]);
      deepStrictEqual([...before.dataSync()], [1, 2, 3]);
      ok(Math.abs(w.dataSync()[0] - 0.5) < 1e-5);
      return [];
    });
  }
});

Deno.test("an optimiser's saved weights are tfjs's own, and carry a training run on", async () => {
  for (const name of ours) {
    tf.setBackend(name);
    const w = tf.variable(tf.tensor1d([1, -2, 3])), twin = tf.variable(tf.tensor1d([1, -2, 3]));
    const loss = (w: tf.Variable) => tf.sum(tf.square(tf.sub(w, 5))).asScalar();
    const whole = new Adam(0.1), theirs = tf.train.adam(0.1, 0.9, 0.999, 1e-7);
    for (let i = 0; i < 6; i++) whole.minimize(() => loss(w), false, [w]);
    for (let i = 0; i < 3; i++) theirs.minimize(() => loss(twin), false, [twin]);
    const resumed = new Adam(0.1);
    await resumed.setWeights(await theirs.getWeights());
    for (let i = 0; i < 3; i++) resumed.minimize(() => loss(twin), false, [twin]);
    const [expected, actual] = [w.dataSync(), twin.dataSync()];
    actual.forEach((v: number, i: number) => ok(Math.abs(v - expected[i]) < 1e-5, `${v}`));
    strictEqual((await resumed.getWeights()).length, 3);
    tf.dispose([w, twin]);
  }
});

Deno.test("ByteTable gathers the same batch on every backend", () => {
  for (const [length, maximum] of [[50, 255], [16, 7], [3, 254]]) {
    const bytes = Uint8Array.from({ length: 300 * length }, (_, i) => (i * 7919) % 256);
    const rows = Int32Array.from({ length: 400 }, (_, i) => (i * 31) % 300);
    const table = new ByteTable(bytes, length, maximum);
    sameAsStock(0, () => [table.batch(rows, [400, length])]);
    table.dispose();
  }
});

Deno.test("a loss of NaN is NaN, and its gradient has it where the output had", () => {
  const t = () => tf.ones([9]), z = () => tf.tensor1d([0, 1, NaN, -3, 4, 5, 6, 7, NaN]);
  for (const loss of [binaryCrossEntropy, meanSquaredError]) {
    sameAsStock(2e-6, () => [loss(t(), z()), tf.grad((z) => loss(t(), z))(z())], 0);
  }
});

Deno.test("two runs from one seed give the same bits", () => {
  const run = () => {
    const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 300,
          activation: "gelu" as "relu",
          inputShape: [200],
          kernelInitializer: initializer(1),
        }),
        tf.layers.dense({ units: 200, kernelInitializer: initializer(2) }),
      ],
    });
    const x = tf.sigmoid(normals([256, 200], 5).toTensor()), adam = new Adam(1e-2);
    const losses = Array.from(
      { length: 5 },
      () => adam.minimize(() => binaryCrossEntropy(x, applyModel(model, x)), true)!.dataSync()[0],
    );
    const weights = model.getWeights().flatMap((w) => [...w.dataSync()]);
    model.dispose();
    adam.dispose();
    return [...losses, ...weights];
  };
  for (const name of ours) {
    tf.setBackend(name);
    deepStrictEqual(tf.tidy(run), tf.tidy(run));
  }
});
