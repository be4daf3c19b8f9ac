import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  type Autoencoder,
  type AutoencoderSpec,
  buildAutoencoder,
  denseAutoencoder,
  type LayerSpec,
  Random,
} from "@autoencoders";
import pytorch from "../fixtures/pytorch.json" with { type: "json" };
import { weightsOf } from "../helpers/training_data.ts";

Deno.test("the same seed gives the same weights, another seed or another layer different ones", () => {
  const options = { widths: [6, 6], latent: 6, height: 2, width: 3 };
  for (const initializer of ["glorotUniform", "glorotNormal", "heUniform", "heNormal"] as const) {
    const [one, twin, other] = [5, 5, 6].map((seed) =>
      denseAutoencoder({ ...options, initializer }, seed)
    );
    deepStrictEqual(weightsOf(one), weightsOf(twin));
    notDeepStrictEqual(weightsOf(one)[0], weightsOf(other)[0]);
    notDeepStrictEqual(weightsOf(one)[0], weightsOf(one)[2]); // all kernels are 6 × 6
    notDeepStrictEqual(weightsOf(one)[2], weightsOf(one)[4]);
    [one, twin, other].forEach((model) => model.dispose());
  }
});

Deno.test("Glorot and He initial weights have the variance of their papers", () => {
  // Var = 2 ÷ (in + out) for Glorot, 2 ÷ in for He. tfjs truncates its normals at two standard
  // deviations without a correction, which leaves 0.774 of the variance.
  const cases = { glorotUniform: 2 / 500, heUniform: 2 / 300, heNormal: 0.774 * 2 / 300 } as const;
  for (const [initializer, variance] of Object.entries(cases)) {
    const model = denseAutoencoder({
      widths: [],
      latent: 200,
      height: 15,
      width: 20,
      initializer: initializer as keyof typeof cases,
    }, 8);
    const [kernel, bias] = weightsOf(model);
    const measured = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
    ok(Math.abs(measured / variance - 1) < 0.03, `${initializer}: ${measured}, not ${variance}`);
    ok(bias.every((value) => value === 0));
    model.dispose();
  }
});

/** The layers alone, between an image of this size and a code. */
function encoderOf(layers: LayerSpec[], [height, width, channels]: number[], latent: number) {
  const spec: AutoencoderSpec = {
    ...{ name: "test network", height, width, channels, latent },
    ...{ initializer: "pytorch", output: "sigmoid" },
    encoder: [...layers, { type: "flatten" }],
    decoder: [
      { type: "dense", units: height * width * channels },
      { type: "reshape", shape: [height, width, channels] },
    ],
  };
  return buildAutoencoder(spec, 1);
}

/** The kernel and bias of the first layer that has any. */
const firstWeights = ({ encoder }: Autoencoder) => encoder.getWeights().slice(0, 2);

/** The largest absolute value. */
const largest = (values: tf.Tensor) => tf.tidy(() => tf.max(tf.abs(values)).dataSync()[0]);

const convolutions = pytorch.convolutions.map(({ x, weight, bias, y, ...rest }) => {
  const { input, output, type, ...layer } = rest;
  const spec = { type, ...layer } as LayerSpec;
  const values = { x, y, weights: [weight, bias] };
  const name = `${type} of ${input.join("×")}, kernel ${layer.kernel}, stride ${layer.stride}, ` +
    `padding ${layer.padding}`;
  return { spec, input, output, name, ...values };
});

for (const { name, spec, input, output, weights, x, y } of convolutions) {
  Deno.test(`a number pads as in PyTorch: ${name}`, () => {
    const model = encoderOf([spec], input, y.length);
    deepStrictEqual(model.layers().find(({ layer }) => layer.endsWith("flatten"))?.shape, [
      y.length,
    ]);
    deepStrictEqual(
      model.layers().findLast(({ part, shape }) => part === "encoder" && shape.length === 3)!.shape,
      output,
    );
    tf.tidy(() => {
      const shapes = firstWeights(model).map(({ shape }) => shape);
      model.encoder.setWeights(weights.map((values, i) => tf.tensor(values, shapes[i])));
      const image = tf.tensor4d(x, [1, ...input] as [number, number, number, number]);
      ok(largest(tf.sub(model.encode(image), tf.tensor2d([y]))) < 1e-5);
    });
    model.dispose();
  });
}

Deno.test('"pytorch" samples weights and biases within the bounds of PyTorch, and as evenly', () => {
  const cases: Record<keyof typeof pytorch.initial, [LayerSpec[], number[], number]> = {
    "dense, 20 to 30": [[{ type: "flatten" }, { type: "dense", units: 30 }], [4, 5, 1], 30],
    "convolution, 8 to 12, kernel 3": [[{ type: "convolution", filters: 12 }], [1, 1, 8], 12],
    "transposed convolution, 12 to 5, kernel 4": [
      [{ type: "transposedConvolution", filters: 5, kernel: 4 }],
      [1, 1, 12],
      5,
    ],
  };
  for (const [name, [layers, image, latent]] of Object.entries(cases)) {
    // Dense layers are followed by no "flatten", which takes images only.
    const flat = layers[0].type === "flatten";
    const build = (seed: number) => {
      const model = encoderOf(flat ? [] : layers, image, flat ? 20 : latent);
      if (!flat) return buildAutoencoder(model.spec, seed);
      return buildAutoencoder({ ...model.spec, latent, encoder: layers }, seed);
    };
    const bounds = pytorch.initial[name as keyof typeof pytorch.initial];
    const models = Array.from({ length: 50 }, (_, i) => build(i + 1));
    tf.tidy(() => {
      for (const [i, bound] of [bounds.weight, bounds.bias].entries()) {
        const all = tf.concat(models.map((model) => tf.reshape(firstWeights(model)[i], [-1])));
        const { mean, variance } = tf.moments(all);
        ok(Math.abs(largest(all) / bound - 1) < 0.02, `${name}: ${largest(all)}, not ${bound}`);
        ok(Math.abs(mean.dataSync()[0] / bound) < 0.1);
        ok(Math.abs(variance.dataSync()[0] / (bound ** 2 / 3) - 1) < 0.1);
      }
    });
    models.forEach((model) => model.dispose());
  }
});

Deno.test("dropout computes its mask from its seed, keeps the mean and does nothing outside training", () => {
  const model = denseAutoencoder(
    { widths: [64], latent: 2, height: 4, width: 4, dropout: 0.25 },
    1,
  );
  const layer = model.encoder.layers.find((layer) => layer.getClassName() === "Dropout")!;
  const run = (seed: number, training: boolean) =>
    tf.tidy(() => {
      Object.assign(layer, { seed });
      return [...(layer.call(tf.ones([100, 64]), { training }) as tf.Tensor).dataSync()];
    });
  deepStrictEqual(run(1, true), run(1, true));
  notDeepStrictEqual(run(1, true), run(new Random(1).bits(), true));
  ok(run(1, false).every((value) => value === 1));
  const values = run(9, true);
  ok(values.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6));
  ok(Math.abs(values.reduce((sum, value) => sum + value) / values.length - 1) < 0.03);
  model.dispose();
});
