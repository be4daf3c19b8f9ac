import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  convolutionalAutoencoder,
  denseAutoencoder,
  fit,
  type FitOptions,
  imageSet,
  useBackend,
} from "@autoencoders";
import { bytesOf } from "../helpers/tiny_models.ts";
import { weightsOf } from "../helpers/training_data.ts";

// The other tests run on tfjs's stock backend; here the fast one trains networks large enough for
// its threads to share the work.
await useBackend();

const images = imageSet(bytesOf(200 * 784, 1).map((value) => value > 200 ? 255 : 0), {
  height: 28,
  width: 28,
});
const options: FitOptions = { epochs: 2, batchSize: 64, seed: 3, validation: images.slice(0, 50) };
const networks = {
  dense: () => denseAutoencoder({ widths: [128, 64], latent: 16, activation: "gelu" }, 1),
  convolutional: () =>
    convolutionalAutoencoder({ latent: 8, filters: [8, 8, 8], hidden: 32, dropout: 0.1 }, 1),
};

async function trained(network: keyof typeof networks, extra: Partial<FitOptions> = {}) {
  const model = networks[network]();
  const history = await fit(model, images, { ...options, ...extra });
  const weights = weightsOf(model);
  model.dispose();
  return { weights, history };
}

Deno.test("on the fast backend, too, the same seed gives the same bits and nothing leaks", async () => {
  const before = tf.memory().numTensors;
  for (const network of ["dense", "convolutional"] as const) {
    const one = await trained(network), twin = await trained(network);
    deepStrictEqual(one.weights, twin.weights);
    const [first, last] = one.history.records;
    ok(last.validationLoss! < first.validationLoss!);
  }
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("on the fast backend, too, a run that was cut goes on to the same bits", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const network of ["dense", "convolutional"] as const) {
      const whole = await trained(network);
      const stop = new AbortController();
      const checkpoint = { file: join(folder, network) };
      const monitor = { batch: () => stop.abort() };
      await trained(network, { checkpoint, monitor, signal: stop.signal });
      deepStrictEqual((await trained(network, { checkpoint })).weights, whole.weights);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
