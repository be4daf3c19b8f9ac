import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Adam, AdamW, applyModel, binaryCrossEntropy, Momentum } from "../../../lib/backend/mod.ts";
import { nativeBackends, normals, on, sameAsStock } from "../against_stock.ts";

const optimizers: [name: string, make: () => tf.Optimizer][] = [
  ["Adam", () => new Adam(0.05)],
  ["AdamW", () => new AdamW(0.05, 0.1)],
  ["Momentum", () => new Momentum(0.02, 0.9)],
  ["Nesterov", () => new Momentum(0.02, 0.9, true)],
];

/** Seven steps on two variables of odd sizes. */
function descend(optimizer: tf.Optimizer): tf.Tensor[] {
  const w = tf.variable(normals([37, 5], 1).toTensor()), b = tf.variable(tf.ones([3]));
  for (let i = 0; i < 7; i++) {
    const slope = normals([37, 5], 10 + i).toTensor();
    const loss = () => tf.sum(tf.add(tf.mul(w, slope), tf.mean(tf.square(b)))).asScalar();
    optimizer.minimize(loss, false, [w, b]);
  }
  const result = [w.clone(), b.clone()];
  tf.dispose([w, b]);
  return result;
}

for (const [name, make] of optimizers) {
  Deno.test(`${name} makes the same steps on the native backends as on the stock backend`, () =>
    sameAsStock(1e-5, () => descend(make())));
}

for (const [name, make] of optimizers) {
  Deno.test(`the moments of ${name} become 0 where nothing is learned, not subnormal numbers`, async () => {
    for (const backend of nativeBackends) {
      tf.setBackend(backend);
      // in Adam, the square of the second slope is subnormal at once; seven numbers are a vector and three more
      const slopes = tf.tensor1d([1, 1e-19, -1, 1, 1, -1, 1e-19]), none = tf.zerosLike(slopes);
      const w = tf.variable(tf.ones([7])), optimizer = make();
      const after = async (steps: number, slope: tf.Tensor) => {
        const loss = () => tf.sum(tf.mul(w, slope)).asScalar();
        for (let i = 0; i < steps; i++) optimizer.minimize(loss, false, [w]);
        const moments = (await optimizer.getWeights()).slice(1); // the first is the number of steps
        return moments.flatMap(({ tensor }) => [...tensor.dataSync()].map(Math.abs));
      };
      ok((await after(1, slopes)).every((x) => x === 0 || x >= 2 ** -126), "after a step");
      const moments = await after(900, none), m = moments.slice(0, 7);
      deepStrictEqual(m, Array(7).fill(0));
      ok(moments.every((x) => x === 0 || x >= 2 ** -126), "after 900 steps");
      tf.dispose([w, slopes, none]);
      optimizer.dispose();
    }
  });
}

Deno.test("an optimizer never writes to a tensor that shares the numbers of a variable", () => {
  for (const name of nativeBackends) {
    on(name, () => {
      const w = tf.variable(tf.tensor1d([1, 2, 3])), before = w.clone();
      new Adam(0.5).minimize(() => tf.sum(tf.square(w)).asScalar(), false, [w]);
      deepStrictEqual([...before.dataSync()], [1, 2, 3]);
      ok(Math.abs(w.dataSync()[0] - 0.5) < 1e-5);
      return [];
    });
  }
});

Deno.test("an optimizer continues from weights that tfjs's optimizer saved", async () => {
  for (const name of nativeBackends) {
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
  for (const name of nativeBackends) {
    tf.setBackend(name);
    deepStrictEqual(tf.tidy(run), tf.tidy(run));
  }
});

// w ← w − α·m̂ ÷ (√v̂ + ε) in double precision: Kingma & Ba (2015), algorithm 1
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

/** Asserts that steps with these slopes, from 2, end at `expected`. */
function checkSteps(optimizer: tf.Optimizer, expected: number): void {
  const w = tf.variable(tf.scalar(2));
  for (const slope of slopes) optimizer.minimize(() => tf.mul(w, slope).asScalar(), false, [w]);
  const [value] = w.dataSync();
  ok(Math.abs(value - expected) <= 1e-5, `${value} is not ${expected}`);
  w.dispose();
  optimizer.dispose();
}

Deno.test("Adam and AdamW follow the formulas of their papers", () => {
  for (const name of ["cpu", ...nativeBackends]) {
    tf.setBackend(name);
    checkSteps(new Adam(0.1), adamByHand(slopes, 2));
    checkSteps(new AdamW(0.1, 0.3), adamByHand(slopes, 2, 0.3));
  }
});

Deno.test("Momentum sums past gradients", () => {
  let w = 2, m = 0;
  for (const slope of slopes) w -= 0.1 * (m = 0.9 * m + slope);
  for (const name of ["cpu", ...nativeBackends]) {
    tf.setBackend(name);
    checkSteps(new Momentum(0.1, 0.9), w);
  }
});

Deno.test("AdamW keeps its weight decay through getConfig() and fromConfig()", () => {
  const config = new AdamW(0.01, 0.25).getConfig();
  const { weightDecay } = AdamW.fromConfig(AdamW, config) as AdamW;
  strictEqual(weightDecay, 0.25);
});
