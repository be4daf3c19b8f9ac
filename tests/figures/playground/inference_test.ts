import { ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  type Activation,
  type Autoencoder,
  buildAutoencoder,
  convolutionalAutoencoder,
  denseAutoencoder,
  type LayerSpec,
} from "@autoencoders";
import { activationNames, run } from "../../../lib/figures/playground/page/inference.js";
import { stepsOf } from "../../../lib/figures/playground/steps.ts";

/** Sums in another order in float32, and tfjs's own approximations of exp and erf, differ by this. */
const rounding = 2e-5;

function autoencoder(encoder: LayerSpec[], decoder: LayerSpec[], latent: number): Autoencoder {
  return buildAutoencoder({
    name: "test network",
    height: 8,
    width: 8,
    channels: 1,
    latent,
    initializer: "heNormal",
    output: "sigmoid",
    encoder,
    decoder,
  }, 3);
}

/** The largest difference between the page's program and tfjs, over a few random images. */
function difference(model: tf.LayersModel): number {
  const steps = stepsOf(model);
  const shape = model.inputs[0].shape.slice(1) as number[];
  const input = tf.randomUniform([3, ...shape], -1, 1, "float32", 5);
  const expected = (model.predict(input) as tf.Tensor).dataSync();
  const values = input.dataSync<"float32">();
  const size = values.length / 3;
  const got = [0, 1, 2].flatMap((i) => [
    ...run(steps, values.subarray(i * size, (i + 1) * size)),
  ]);
  strictEqual(got.length, expected.length);
  return Math.max(...got.map((value, i) => Math.abs(value - expected[i])));
}

const networks: Record<string, () => Autoencoder> = {
  "dense layers": () => denseAutoencoder({ widths: [20, 12], latent: 5, height: 8, width: 8 }, 1),
  "convolution and transposed convolution": () =>
    convolutionalAutoencoder({ latent: 4, filters: [3, 5, 4], hidden: 9, height: 8, width: 8 }, 1),
  "pooling, batch normalisation and up-sampling": () =>
    autoencoder(
      [
        { type: "convolution", filters: 3, activation: "leakyRelu" },
        { type: "batchNormalization" },
        { type: "maxPooling", size: 2 },
        { type: "convolution", filters: 6, kernel: 2, stride: 2, padding: "valid" },
        { type: "dropout", rate: 0.5 },
        { type: "globalAveragePooling" },
      ],
      [
        { type: "reshape", shape: [1, 1, 6] },
        { type: "transposedConvolution", filters: 4, kernel: 3, padding: "valid" },
        { type: "upSampling", size: 3 },
        { type: "cropping", start: 1, end: 0 },
        { type: "transposedConvolution", filters: 1, kernel: 3 },
      ],
      6,
    ),
  "strides that do not divide the size": () =>
    autoencoder(
      [
        { type: "convolution", filters: 2, kernel: 5, stride: 3 },
        { type: "convolution", filters: 3, kernel: 2, stride: 2 },
        { type: "flatten" },
        { type: "dense", units: 10 },
        { type: "posteriorMean", units: 5 },
      ],
      [
        { type: "dense", units: 12, activation: "gelu" },
        { type: "reshape", shape: [2, 2, 3] },
        { type: "transposedConvolution", filters: 2, kernel: 5, stride: 2 },
        { type: "transposedConvolution", filters: 1, kernel: 3, stride: 2 },
      ],
      5,
    ),
};

for (const [name, make] of Object.entries(networks)) {
  Deno.test(`the page's program computes what tfjs computes: ${name}`, () => {
    const model = make();
    // Weights other than the initial ones, so that biases and running means are not all 0 or 1.
    for (const part of [model.encoder, model.decoder]) {
      part.setWeights(
        part.getWeights().map((w, i) =>
          tf.add(w, tf.randomUniform(w.shape, 0.1, 0.4, "float32", i))
        ),
      );
    }
    ok(difference(model.encoder) < rounding * 10, `encoder ${difference(model.encoder)}`);
    ok(difference(model.decoder) < rounding, `decoder ${difference(model.decoder)}`);
    model.dispose();
  });
}

Deno.test("the page's program computes every activation as tfjs does", () => {
  for (const activation of ["linear", ...activationNames] as Activation[]) {
    const model = denseAutoencoder(
      { widths: [30], latent: 3, height: 8, width: 8, activation, latentActivation: activation },
      4,
    );
    ok(difference(model.encoder) < rounding, `${activation} ${difference(model.encoder)}`);
    model.dispose();
  }
});

Deno.test("a layer that the page does not support is rejected by name", () => {
  const input = tf.input({ shape: [4] });
  const layer = tf.layers.gaussianNoise({ stddev: 1, name: "noisy" });
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
  throws(() => stepsOf(model), {
    name: "TypeError",
    message: /layer noisy of class GaussianNoise/,
  });
});
