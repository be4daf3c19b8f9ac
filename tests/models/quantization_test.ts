/** Networks whose codes are vectors of a codebook. */
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  type AutoencoderSpec,
  buildAutoencoder,
  codebookUse,
  evaluate,
  fit,
  type LayerSpec,
  loadAutoencoder,
  useBackend,
} from "@autoencoders";
import { Quantization } from "../../lib/models/mod.ts";
import { close } from "../helpers/close.ts";
import { inTempFolder } from "../helpers/temp_folder.ts";
import { crosses, resumeUntilDone, weightsOf } from "../helpers/training_data.ts";

const images = crosses(128, 1);
const options = { epochs: 30, batchSize: 32, seed: 1, learningRate: 0.01 };

/** Codes of 4 vectors of 3 numbers, for 4×4 images. */
function spec(quantization: LayerSpec = { type: "quantization", entries: 8 }): AutoencoderSpec {
  return {
    ...{ name: "VQ", height: 4, width: 4, channels: 1, latent: 12 },
    ...{ initializer: "glorotUniform", output: "sigmoid" },
    encoder: [
      { type: "convolution", filters: 8, activation: "relu" },
      { type: "convolution", filters: 3, stride: 2 }, // [n, 2, 2, 3]
      quantization,
      { type: "flatten" }, // [n, 12]
    ],
    decoder: [
      { type: "reshape", shape: [2, 2, 3] },
      { type: "transposedConvolution", filters: 8, stride: 2, activation: "relu" },
      { type: "convolution", filters: 1 },
    ],
  };
}

Deno.test("every vector of a code is the nearest of the codebook, and the gradient passes straight through", () => {
  const layer = new Quantization({ name: "q", entries: 5, commitment: 0.25, seed: 3 });
  const x = tf.randomUniform([4, 2, 3], -0.3, 0.3, "float32", 7);
  const y = layer.apply(x) as tf.Tensor;
  const [codebook] = layer.getWeights().map((weight) => weight.arraySync() as number[][]);
  const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, i) => value - b[i]));
  const vectors = (tensor: tf.Tensor) => tensor.reshape([-1, 3]).arraySync() as number[][];
  const nearest = vectors(x).map((z) =>
    codebook.reduce((best, e) => distance(z, e) < distance(z, best) ? e : best)
  );
  deepStrictEqual(vectors(y), nearest);
  deepStrictEqual(
    [...layer.indices(x).dataSync()].map((index) => codebook[index]),
    nearest,
  );
  const gradient = tf.grad((x) =>
    tf.sum(tf.mul(tf.range(0, 24).reshape([4, 2, 3]), layer.apply(x) as tf.Tensor))
  )(x);
  deepStrictEqual([...gradient.dataSync()], Array.from({ length: 24 }, (_, i) => i));
});

Deno.test("the layer's loss pulls the codebook to the vectors, and the vectors to it by the commitment", () => {
  const layer = new Quantization({ name: "q", entries: 2, commitment: 0.5, seed: 3 });
  const x = tf.tensor2d([[1, 0], [0.9, 0.2]]);
  layer.apply(x);
  layer.setWeights([tf.tensor2d([[1, 0.1], [-5, -5]])]);
  const loss = () => {
    layer.apply(x, { training: true });
    return layer.calculateLosses()[0];
  };
  const squares = [0, 0.1, 0.1, 0.1].reduce((sum, d) => sum + d * d, 0);
  close([...loss().dataSync()], [1.5 * squares / 4], 1e-6);
  const [variable] = layer.trainableWeights.map(({ name }) =>
    tf.engine().registeredVariables[name]
  );
  const { grads } = tf.variableGrads(loss, [variable]);
  // d/de of the mean of (x − e)² over 4 numbers: the second entry is never the nearest
  close([...grads[variable.name].dataSync()], [0.05, 0, 0, 0], 1e-6);
  const toVectors = tf.grad((x) => {
    layer.apply(x, { training: true });
    return layer.calculateLosses()[0];
  })(x);
  close([...toVectors.dataSync()], [0, -0.025, -0.025, 0.025], 1e-6);
});

for (const prefer of ["cpu", "wasm"] as const) {
  Deno.test(`a network with a codebook learns, uses it and reopens, on the backend ${prefer}`, async () => {
    await useBackend({ prefer, threads: 1 });
    const before = tf.memory().numTensors, model = buildAutoencoder(spec(), 2);
    const untrained = evaluate(model, images).mse;
    const { records } = await fit(model, images, options);
    ok(records.at(-1)!.loss < records[0].loss);
    ok(evaluate(model, images).mse < 0.7 * untrained);
    const use = codebookUse(model, images);
    ok(use.used > 2, `${use.used} entries`);
    strictEqual(use.counts.reduce((sum, count) => sum + count), 128 * 4);
    ok(use.perplexity <= use.used && use.perplexity > 1);
    close([use.bitsPerImage], [4 * Math.log2(use.perplexity)], 1e-9);
    close([use.bitsPerPixel], [use.bitsPerImage / 16], 1e-12);
    await inTempFolder(async (folder) => {
      await model.save(`${folder}/model`);
      const twin = await loadAutoencoder(`${folder}/model`);
      deepStrictEqual(codebookUse(twin, images), use);
      twin.dispose();
      await rejects(model.exportTfjs(`${folder}/tfjs`), {
        name: "RangeError",
        message:
          "a network with a quantization layer (encoder_3_quantization) cannot be exported to tfjs, which has none; save() keeps it",
      });
    });
    model.dispose();
    strictEqual(tf.memory().numTensors, before);
    await useBackend({ prefer: "cpu" });
  });
}

Deno.test("a run with a codebook resumes to the bits of an uninterrupted one", async () => {
  const run = { ...options, epochs: 3 }, whole = buildAutoencoder(spec(), 2);
  await fit(whole, images, run);
  await inTempFolder(async (folder) => {
    const checkpoint = { file: `${folder}/run`, everySeconds: 0 };
    const resumed = buildAutoencoder(spec(), 2);
    await resumeUntilDone(3, (more) => fit(resumed, images, { ...run, ...more, checkpoint }));
    deepStrictEqual(weightsOf(resumed), weightsOf(whole));
    resumed.dispose();
  });
  whole.dispose();
});

Deno.test("a quantization elsewhere or of less than two entries is refused, and a network without has no codebook", () => {
  throws(() => buildAutoencoder(spec({ type: "quantization", entries: 1 }), 1), {
    name: "RangeError",
    message: "encoder layer 3: entries must be an integer of at least 2, got 1",
  });
  const { encoder, decoder, ...rest } = spec();
  const quantization = encoder[2];
  const dense: LayerSpec = { type: "dense", units: 12 };
  const last = "quantization must be the last encoder layer but for a flatten, got it ";
  throws(() => buildAutoencoder({ ...rest, encoder: [...encoder, dense], decoder }, 1), {
    name: "RangeError",
    message: `${last}before flatten, dense`,
  });
  throws(() => buildAutoencoder({ ...rest, encoder, decoder: [quantization, ...decoder] }, 1), {
    name: "RangeError",
    message: `${last}in the decoder`,
  });
  const plain = buildAutoencoder(spec({ type: "activation", activation: "relu" }), 1);
  throws(() => codebookUse(plain, images), {
    name: "RangeError",
    message: "VQ has no quantization layer, and thus no codebook",
  });
  plain.dispose();
});
