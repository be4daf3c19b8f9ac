import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import {
  type Activation,
  type Autoencoder,
  buildAutoencoder,
  convolutionalAutoencoder,
  denseAutoencoder,
  type LayerSpec,
  Random,
} from "@autoencoders";
import { pack, quantize } from "../../../lib/figures/playground/pack.ts";
import { toImage } from "../../../lib/figures/playground/page/digit.js";
import { activationNames, run } from "../../../lib/figures/playground/page/inference.js";
import { unpack } from "../../../lib/figures/playground/page/unpack.js";
import { type Step, stepsOf } from "../../../lib/figures/playground/steps.ts";

/** Tolerance for another order of float32 sums and for tfjs's approximations of exp and erf. */
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
  "the paddings of PyTorch": () =>
    autoencoder(
      [
        { type: "convolution", filters: 3, stride: 2, padding: 1, activation: "leakyRelu" },
        { type: "convolution", filters: 6, kernel: 5, stride: 2, padding: 3 },
        { type: "globalAveragePooling" },
      ],
      [
        { type: "reshape", shape: [1, 1, 6] },
        { type: "transposedConvolution", filters: 2, kernel: 4, padding: 0 },
        { type: "transposedConvolution", filters: 1, kernel: 4, stride: 2, padding: 1 },
      ],
      6,
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

Deno.test("a quantized weight is at most half a step of its channel away", () => {
  const channels = fc.integer({ min: 1, max: 4 }), inner = fc.integer({ min: 1, max: 4 });
  const bits = fc.integer({ min: 4, max: 8 }), transposed = fc.boolean();
  fc.assert(fc.property(channels, inner, bits, transposed, fc.nat(), (f, c, bits, turned, seed) => {
    const random = new Random(seed);
    const kernel = Float32Array.from({ length: 4 * f * c }, () => random.normal());
    const step: Step = {
      type: turned ? "transposedConvolution" : "convolution",
      input: [5, 5, c],
      output: [5, 5, f],
      kernel,
    };
    const { header, bytes } = pack(quantize([step], bits));
    const [restored] = unpack(header, bytes.buffer) as Step[];
    const channelOf = (i: number) => turned ? Math.floor(i / c) % f : i % f;
    const largest = Array<number>(f).fill(0);
    kernel.forEach((w, i) => largest[channelOf(i)] = Math.max(largest[channelOf(i)], Math.abs(w)));
    kernel.forEach((w, i) => {
      const half = largest[channelOf(i)] / (2 ** (bits - 1) - 1) / 2;
      ok(Math.abs(restored.kernel![i] - w) <= half * 1.0001);
    });
  }));
});

Deno.test("unpack() restores a packed tree of arrays and plain values", () => {
  const tree = {
    name: "a",
    none: null,
    list: [1, { deep: new Uint8Array([1, 2, 3]) }],
    floats: [new Float32Array([0.5, -2]), new Float32Array([7])],
  };
  const { header, bytes } = pack(tree);
  deepStrictEqual(unpack(JSON.parse(JSON.stringify(header)), bytes.buffer), tree);
});

Deno.test("a drawing is centred by its mass and fills a box of 20 pixels, wherever it was drawn", () => {
  const place = fc.record({
    left: fc.integer({ min: 0, max: 150 }),
    top: fc.integer({ min: 0, max: 150 }),
    width: fc.integer({ min: 70, max: 130 }),
    height: fc.integer({ min: 70, max: 130 }),
  });
  fc.assert(
    fc.property(place, ({ left, top, width, height }) => {
      const side = 280;
      const ink = new Float32Array(side * side);
      for (let y = top; y < top + height; y++) {
        ink.fill(1, y * side + left, y * side + left + width);
      }
      const image = toImage(ink, side, 28, 28, true);
      let [mass, x, y] = [0, 0, 0];
      image.forEach((value, i) => {
        mass += value;
        x += value * (i % 28 + 0.5);
        y += value * (Math.floor(i / 28) + 0.5);
      });
      const expected = 20 * 20 * Math.min(width, height) / Math.max(width, height);
      ok(Math.abs(mass - expected) < 0.01 * expected, `mass ${mass}, not ${expected}`);
      ok(Math.abs(x / mass - 14) < 0.01 && Math.abs(y / mass - 14) < 0.01);
    }),
    { numRuns: 20 },
  );
});

Deno.test("without centring, a drawing stays where it was drawn", () => {
  const ink = new Float32Array(280 * 280);
  for (let y = 10; y < 40; y++) ink.fill(1, y * 280 + 20, y * 280 + 60); // rows 1–3, columns 2–5
  const image = toImage(ink, 280, 28, 28, false);
  image.forEach((value, i) => {
    const row = Math.floor(i / 28), column = i % 28;
    const inside = row >= 1 && row <= 3 && column >= 2 && column <= 5;
    ok(Math.abs(value - Number(inside)) < 1e-5, `row ${row}, column ${column}: ${value}`);
  });
});

Deno.test("an empty drawing is an empty image", () => {
  for (const centre of [true, false]) {
    deepStrictEqual(
      toImage(new Float32Array(280 * 280), 280, 28, 28, centre),
      new Float32Array(784),
    );
  }
});
