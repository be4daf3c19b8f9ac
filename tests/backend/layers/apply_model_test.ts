import { ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { applyModel, binaryCrossEntropy, meanSquaredError } from "../../../lib/backend/mod.ts";
import { nativeBackends, normals, on } from "../against_stock.ts";

type Activation = "relu";
const activations = ["linear", "relu", "relu6", "elu", "selu", "sigmoid", "tanh", "softplus"];
const others = ["gelu", "gelu_new", "swish", "hardSigmoid", "softmax"];
const layers = tf.layers;

/** Models that together have all parts for which applyModel() has operations, and others. */
const models: [name: string, inputShape: number[], make: () => tf.LayersModel][] = [
  ...[...activations, ...others].map((
    name,
  ): typeof models[number] => [`dense with ${name}`, [5], () =>
    tf.sequential({
      layers: [
        layers.dense({ units: 7, activation: name as Activation, inputShape: [5] }),
        layers.dense({ units: 3, activation: name as Activation, useBias: false }),
      ],
    })]
  ),
  ...["relu", "gelu", "tanh", "swish"].map((name): typeof models[number] => [
    `convolutions with ${name}`,
    [7, 7, 2],
    () =>
      tf.sequential({
        layers: [
          layers.conv2d({
            filters: 8,
            kernelSize: 3,
            padding: "same",
            strides: 2,
            activation: name as Activation,
            inputShape: [7, 7, 2],
          }),
          layers.conv2d({ filters: 4, kernelSize: [2, 1], strides: [1, 2] }),
          layers.conv2dTranspose({
            filters: 3,
            kernelSize: 4,
            strides: 2,
            padding: "same",
            activation: name as Activation,
          }),
          layers.conv2dTranspose({ filters: 1, kernelSize: 2, useBias: false }),
          layers.flatten(),
        ],
      }),
  ]),
  ["activation layers, joined and alone", [6], () =>
    tf.sequential({
      layers: [
        layers.dense({ units: 8, inputShape: [6] }),
        layers.leakyReLU({ alpha: 0.2 }),
        layers.leakyReLU({ alpha: 0.1 }),
        layers.dense({ units: 8, activation: "tanh" }),
        layers.elu(),
        layers.dense({ units: 8 }),
        layers.reLU({ maxValue: 6 }),
        layers.dense({ units: 4 }),
        layers.activation({ activation: "sigmoid" }),
      ],
    })],
  ["a graph with branches, in models within models", [4, 4, 3], () => {
    const inner = tf.sequential({
      layers: [
        layers.conv2d({ filters: 3, kernelSize: 3, padding: "same", inputShape: [4, 4, 3] }),
      ],
    });
    const x = tf.input({ shape: [4, 4, 3] });
    const h = inner.apply(x) as tf.SymbolicTensor;
    const sum = layers.add().apply([h, layers.reLU().apply(h) as tf.SymbolicTensor, x]);
    const twice = inner.apply(sum) as tf.SymbolicTensor;
    const pooled = layers.globalAveragePooling2d({ dataFormat: "channelsLast" }).apply(twice);
    return tf.model({ inputs: x, outputs: pooled as tf.SymbolicTensor });
  }],
  ["batch normalization and pooling", [8, 8, 3], () =>
    tf.sequential({
      layers: [
        layers.conv2d({ filters: 5, kernelSize: 3, useBias: false, inputShape: [8, 8, 3] }),
        layers.batchNormalization(),
        layers.activation({ activation: "relu" }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.averagePooling2d({ poolSize: 2 }),
      ],
    })],
];

/** Output, loss and the gradient of every weight; the same weights on each backend. */
function results(
  model: tf.LayersModel,
  x: tf.TensorBuffer<tf.Rank>,
  run: (x: tf.Tensor) => tf.Tensor,
): Float32Array[] {
  return tf.tidy(() => {
    const batch = x.toTensor();
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => {
      const y = run(batch), targets = tf.tensor(normals(y.shape, 9).values, y.shape);
      return tf.mean(tf.squaredDifference(y, targets)) as tf.Scalar;
    }, weights);
    const gradients = weights.map(({ name }) => grads[name]);
    return [run(batch), value, ...gradients].map((y) => y.dataSync() as Float32Array);
  });
}

for (const [name, inputShape, make] of models) {
  Deno.test(`applyModel() and its gradients agree with model.apply(): ${name}`, () => {
    tf.setBackend("cpu");
    const model = make(), x = normals([4, ...inputShape], 3);
    const training = name.includes("normalization");
    const expected = results(model, x, (x) => model.apply(x, { training }) as tf.Tensor);
    for (const backend of nativeBackends) {
      tf.setBackend(backend);
      results(model, x, (x) => applyModel(model, x, { training })).forEach((values, r) => {
        const largest = expected[r].reduce((m, v) => Math.max(m, Math.abs(v)), 1e-3);
        values.forEach((value, i) => {
          const near = Math.abs(value - expected[r][i]) <= 1e-5 * largest;
          ok(near, `${backend}, result ${r}: number ${i} is ${value}, not ${expected[r][i]}`);
        });
      });
    }
    model.dispose();
  });
}

const penalties: [name: string, inputShape: number[], make: () => tf.LayersModel][] = [
  ["dense", [5], () =>
    tf.sequential({
      layers: [
        layers.dense({ units: 7, activation: "tanh", inputShape: [5] }),
        layers.dense({ units: 6, activation: "relu" }),
        layers.dense({ units: 5, activation: "sigmoid" }),
      ],
    })],
  ["convolutional", [6, 6, 1], () =>
    tf.sequential({
      layers: [
        layers.conv2d({
          filters: 4,
          kernelSize: 3,
          strides: 2,
          padding: "same",
          activation: "tanh",
          inputShape: [6, 6, 1],
        }),
        layers.conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: "same" }),
      ],
    })],
];

for (const [name, inputShape, make] of penalties) {
  Deno.test(`a loss that contains a gradient has one too, as on stock cpu: ${name}`, () => {
    tf.setBackend("cpu");
    const model = make(), input = normals([3, ...inputShape], 4);
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    /** The gradients of loss + |d loss / d x|², for each of the losses. */
    const gradients = (run: (x: tf.Tensor) => tf.Tensor) => {
      const x = input.toTensor(), targets = tf.sigmoid(normals(x.shape, 5).toTensor());
      return [meanSquaredError, binaryCrossEntropy].flatMap((loss) => {
        const { grads } = tf.variableGrads(() => {
          const slope = tf.grad((x) => loss(targets, run(x)))(x);
          return tf.add(loss(targets, run(x)), tf.sum(tf.square(slope))) as tf.Scalar;
        }, weights);
        return weights.map(({ name }) => grads[name]);
      });
    };
    const compute = (run: (x: tf.Tensor) => tf.Tensor) => () => gradients(run);
    const expected = on("cpu", compute((x) => model.apply(x) as tf.Tensor));
    ok(expected.some(({ values }) => values.some((value) => Math.abs(value) > 1e-3)));
    for (const backend of nativeBackends) {
      on(backend, compute((x) => applyModel(model, x))).forEach(({ values }, r) =>
        values.forEach((value, i) => {
          const other = expected[r].values[i];
          ok(
            Math.abs(value - other) <= 1e-5,
            `${backend}, ${r}: number ${i} is ${value}, not ${other}`,
          );
        })
      );
    }
    model.dispose();
  });
}
