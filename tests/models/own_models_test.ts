/** Layers and models of tfjs in an autoencoder. */
import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  type Autoencoder,
  autoencoderFrom,
  type AutoencoderSpec,
  buildAutoencoder,
  evaluate,
  evidence,
  fit,
  type LayerSpec,
  loadAutoencoder,
  Random,
  VariationalAutoencoder,
} from "@autoencoders";
import { close } from "../helpers/close.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { skipping } from "../helpers/tiny_models.ts";
import { warnings } from "../helpers/warnings.ts";
import { crosses, resumeUntilDone, weightsOf } from "../helpers/training_data.ts";

const images = crosses(64, 1);
const options = { epochs: 4, batchSize: 16, seed: 1, learningRate: 0.01 };

/** A network for 4×4 images whose encoder begins with these layers. */
function spec(...first: LayerSpec[]): AutoencoderSpec {
  return {
    ...{ name: "own", height: 4, width: 4, channels: 1, latent: 3 },
    ...{ initializer: "glorotUniform", output: "sigmoid" },
    encoder: [...first, { type: "flatten" }, { type: "dense", units: 3 }],
    decoder: [{ type: "dense", units: 16 }, { type: "reshape", shape: [4, 4, 1] }],
  };
}

const tfjs = (className: string, config?: Record<string, unknown>): LayerSpec => ({
  type: "tfjs",
  className,
  ...config && { config },
});

/** Trains a network, saves it, and opens it again: the twin has the same bits. */
async function trainedAndReopened(model: Autoencoder): Promise<Autoencoder> {
  const { records } = await fit(model, images, options);
  ok(records[3].loss < records[0].loss, `${records.map(({ loss }) => loss)}`);
  return await inTempFolder(async (folder) => {
    await model.save(`${folder}/model`);
    const twin = await loadAutoencoder(`${folder}/model`);
    deepStrictEqual(twin.spec, model.spec);
    deepStrictEqual(weightsOf(twin), weightsOf(model));
    strictEqual(evaluate(twin, images).mse, evaluate(model, images).mse);
    return twin;
  });
}

const rows = tfjs("Reshape", { targetShape: [4, 4] });
const stacks: Record<string, LayerSpec[]> = {
  "average pooling": [tfjs("AveragePooling2D", { poolSize: 2 })],
  "layer normalisation": [tfjs("LayerNormalization", { epsilon: 0.001 })],
  "separable convolution": [
    tfjs("SeparableConv2D", { filters: 3, kernelSize: 3, padding: "same", activation: "relu" }),
  ],
  "separable convolution of two numbers a channel": [
    tfjs("SeparableConv2D", { filters: 3, kernelSize: 3, padding: "same", depthMultiplier: 2 }),
  ],
  "depthwise convolution": [tfjs("DepthwiseConv2D", { kernelSize: 3, padding: "same" })],
  "recurrent": [rows, tfjs("LSTM", { units: 4, returnSequences: true })],
  "two directions": [
    rows,
    tfjs("Bidirectional", {
      layer: { className: "GRU", config: { units: 2, returnSequences: true } },
      mergeMode: "concat",
    }),
  ],
};

for (const [name, layers] of Object.entries(stacks)) {
  Deno.test(`a network with layers of tfjs is the same for the same seed, trains and reopens: ${name}`, async () => {
    const model = buildAutoencoder(spec(...layers), 3), same = buildAutoencoder(spec(...layers), 3);
    deepStrictEqual(weightsOf(model), weightsOf(same));
    same.dispose();
    const other = buildAutoencoder(spec(...layers), 4);
    notDeepStrictEqual(weightsOf(model), weightsOf(other));
    other.dispose();
    const twin = await trainedAndReopened(model);
    model.dispose();
    twin.dispose();
  });
}

Deno.test("a layer of tfjs gives what stock tfjs gives for the same weights", () => {
  const model = buildAutoencoder(spec(...stacks["separable convolution"]), 3);
  const stock = tf.sequential({
    layers: [
      tf.layers.separableConv2d({
        ...{ filters: 3, kernelSize: 3, padding: "same", activation: "relu" },
        inputShape: [4, 4, 1],
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });
  stock.setWeights(model.encoder.getWeights());
  const expected = (stock.predict(images.tensor()) as tf.Tensor).dataSync();
  close([...model.encode(images).dataSync()], [...expected], 1e-6);
  model.dispose();
});

Deno.test("an encoder and a decoder with skip connections train, save and reopen like other networks", async () => {
  const model = skipping(), twin = await trainedAndReopened(model);
  ok(model.layers().some(({ layer }) => layer === "encoder_1_Model"));
  const more = { ...options, epochs: 8, frozen: ["encoder"] }, before = weightsOf(twin);
  await fit(twin, images, more);
  const encoders = model.encoder.weights.length;
  deepStrictEqual(weightsOf(twin).slice(0, encoders), before.slice(0, encoders));
  notDeepStrictEqual(weightsOf(twin).slice(encoders), before.slice(encoders));
  model.dispose();
  twin.dispose();
});

Deno.test("a network of two models resumes from its checkpoint to the bits of an uninterrupted run", async () => {
  const start = skipping(), whole = await startingAs(start);
  await fit(whole, images, options);
  await inTempFolder(async (folder) => {
    const checkpoint = { file: `${folder}/run`, everySeconds: 0 };
    const resumed = await startingAs(start);
    await resumeUntilDone(5, (more) => fit(resumed, images, { ...options, ...more, checkpoint }));
    deepStrictEqual(weightsOf(resumed), weightsOf(whole));
    resumed.dispose();
  });
  whole.dispose();
  start.dispose();
});

/** Another network with the same weights. */
async function startingAs(model: Autoencoder): Promise<Autoencoder> {
  return await inTempFolder(async (folder) => {
    await model.save(`${folder}/start`);
    return await loadAutoencoder(`${folder}/start`);
  });
}

/** A Keras-like network of flat images and a code of 2×2×1. */
function flat(code = 4, codeShape = [2, 2, 1]) {
  const encoder = tf.sequential({
    layers: [
      tf.layers.dense({ units: code, inputShape: [16] }),
      tf.layers.reshape({ targetShape: codeShape }),
    ],
  });
  const decoder = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: codeShape }),
      tf.layers.dense({ units: 16, activation: "sigmoid" }),
    ],
  });
  return { encoder, decoder };
}

Deno.test("models of flat images and of codes that are images are given the shapes that the library has", () => {
  const { encoder, decoder } = flat();
  const model = autoencoderFrom({ encoder, decoder, height: 4, width: 4 });
  deepStrictEqual([model.latent, model.spec.output], [4, "linear"]);
  const codes = encoder.predict(images.tensor().reshape([64, 16])) as tf.Tensor;
  const expected = (decoder.predict(codes) as tf.Tensor).dataSync();
  close([...model.reconstruct(images).dataSync()], [...expected], 1e-6);
  model.dispose();
});

Deno.test("an encoder that gives means and log-variances makes a variational autoencoder", async () => {
  const encoder = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [4, 4, 1] }), tf.layers.dense({ units: 6 })],
  });
  const decoder = tf.sequential({ layers: [tf.layers.dense({ units: 16, inputShape: [3] })] });
  const model = autoencoderFrom({ encoder, decoder, output: "sigmoid", variational: true });
  ok(model instanceof VariationalAutoencoder);
  const before = evidence(model, images, new Random(1)).elbo;
  await fit(model, images, { ...options, epochs: 20 });
  ok(evidence(model, images, new Random(1)).elbo > before);
  model.dispose();
});

/** A layer of one's own: x ↦ scale · x. */
class Scale extends tf.layers.Layer {
  static className = "Scale";
  #scale?: { read(): tf.Tensor };

  override build() {
    this.#scale = this.addWeight("scale", [1], "float32", tf.initializers.ones());
  }

  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return tf.mul(Array.isArray(inputs) ? inputs[0] : inputs, this.#scale!.read());
  }
}

Deno.test("a layer class of one's own works once it is registered", async () => {
  throws(() => buildAutoencoder(spec(tfjs("Scale")), 1), {
    name: "RangeError",
    message: /^encoder layer 1: className must be .*registerClass, got Scale$/,
  });
  tf.serialization.registerClass(Scale);
  const model = buildAutoencoder(spec(tfjs("Scale")), 1), twin = await trainedAndReopened(model);
  notDeepStrictEqual(weightsOf(twin)[0], [1]);
  model.dispose();
  twin.dispose();
});

Deno.test("the regulariser of a layer of tfjs counts in training, as in Keras", async () => {
  const dense = (l2: number): LayerSpec =>
    tfjs("Dense", { units: 4, kernelRegularizer: { className: "L1L2", config: { l2 } } });
  const trained = async (l2: number) => {
    const layers: LayerSpec[] = [{ type: "flatten" }, dense(l2), {
      type: "reshape",
      shape: [2, 2, 1],
    }];
    const model = buildAutoencoder(spec(...layers), 1), [kernel] = weightsOf(model);
    const { records } = await fit(model, images, { ...options, epochs: 60, batchSize: 64 });
    const squares = ([weights]: number[][]) => weights.reduce((sum, w) => sum + w * w, 0);
    const result = {
      first: records[0].loss,
      before: squares([kernel]),
      after: squares(weightsOf(model)),
    };
    model.dispose();
    return result;
  };
  const free = await trained(0), held = await trained(0.1);
  close([held.first - free.first], [0.1 * free.before], 1e-5);
  ok(held.after < 0.8 * free.after);
});

Deno.test("a layer of tfjs that samples says once that it does so without the seed", async () => {
  const model = buildAutoencoder(spec(tfjs("GaussianNoise", { stddev: 0.1 })), 1);
  const { texts } = await warnings(async () => {
    for (const seed of [1, 2]) await fit(model, images, { ...options, epochs: 1, seed });
  });
  deepStrictEqual(texts, [
    "fit: GaussianNoise of tfjs samples without the seed of the run, so results differ from run " +
    'to run; a layer { type: "dropout" } and the option corrupt use the seed',
  ]);
  model.dispose();
});

const refusals: [LayerSpec, string, RegExp][] = [
  [tfjs("Dense"), "RangeError", /encoder_1_Dense does not take 4×4×1: .*units/],
  [tfjs("relu"), "RangeError", /^encoder layer 1: className must be .*got relu$/],
  [tfjs("InputLayer"), "RangeError", /^encoder layer 1: className must be .*got InputLayer$/],
  [tfjs("Add"), "RangeError", /does not take 4×4×1: .*at least 2 inputs/],
  [
    tfjs("AveragePooling2D", { poolsize: 2 }),
    "RangeError",
    /has no poolsize; its config has poolSize,/,
  ],
  [
    tfjs("TimeDistributed", {
      layer: { className: "Dense", config: { units: 3, activaton: "relu" } },
    }),
    "RangeError",
    /Dense has no activaton; its config has units, activation,/,
  ],
  [tfjs("Dense", { units: 3, name: "x" }), "RangeError", /config must not have a name, got x$/],
  [
    tfjs("Dense", { units: 1e12 }),
    "RangeError",
    /at most 268,435,456 numbers, got \[1,1000000000000\]/,
  ],
  [
    tfjs("Dense", { units: 1, kernelInitializer: () => 1 }),
    "RangeError",
    /config\.kernelInitializer must be plain data, as JSON has it, got/,
  ],
  [tfjs("Sequential", { layers: 3 }), "TypeError", /config\.layers must be an array, got 3$/],
];

Deno.test("a layer of tfjs that does not exist, fit or can be stored is refused, and nothing is left behind", () => {
  const before = tf.memory().numTensors;
  for (const [layer, name, message] of refusals) {
    throws(() => buildAutoencoder(spec(layer), 1), { name, message });
  }
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("a model whose layers read each other in a circle is refused, not waited for", () => {
  const model = skipping(), copy = structuredClone(model.spec);
  model.dispose();
  const { layers } =
    (copy.encoder[0] as unknown as { config: { layers: { inboundNodes: unknown[][][] }[] } })
      .config;
  layers[1].inboundNodes[0][0][0] = "nowhere";
  throws(() => buildAutoencoder(copy, 1), {
    name: "RangeError",
    message: /^encoder layer 1: the inputs of its layer \S+ 0 do not exist$/,
  });
});

Deno.test("models that do not make an autoencoder are refused, with their shapes", () => {
  const { encoder, decoder } = flat(), size = { height: 4, width: 4 };
  const other = flat(6, [2, 3, 1]);
  throws(() => autoencoderFrom({ encoder, decoder: other.decoder, ...size }), {
    name: "RangeError",
    message: "the encoder gives codes of 4, the decoder takes 6",
  });
  throws(() => autoencoderFrom({ encoder, decoder }), {
    name: "RangeError",
    message: "height of flat images must be an integer of at least 1, got undefined",
  });
  throws(() => autoencoderFrom({ encoder, decoder, height: 4, width: 5 }), {
    name: "RangeError",
    message: "the encoder takes 16 numbers, got images of 4×5×1",
  });
  throws(() => autoencoderFrom({ encoder, decoder, ...size, variational: true }), {
    name: "RangeError",
    message: "the encoder gives 4 numbers, two for each of the code, the decoder takes 4",
  });
  const notModel = { encoder: images, decoder } as unknown as Parameters<typeof autoencoderFrom>[0];
  throws(() => autoencoderFrom(notModel), {
    name: "TypeError",
    message: "encoder must be a tf.LayersModel, got an ImageSet",
  });
  const shared = tf.sequential({ layers: [tf.layers.dense({ units: 16, inputShape: [16] })] });
  throws(() => autoencoderFrom({ encoder: shared, decoder: shared, ...size }), {
    name: "RangeError",
    message:
      /^encoder and decoder must have layers of their own, but both have dense_Dense\d+\/kernel$/,
  });
});
