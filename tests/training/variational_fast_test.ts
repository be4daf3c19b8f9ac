import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  convolutionalVariationalAutoencoder,
  denseVariationalAutoencoder,
  evidence,
  fit,
  type FitOptions,
  imageSet,
  importanceBound,
  Random,
  useBackend,
} from "@autoencoders";
import { bytesOf } from "../helpers/tiny_models.ts";
import { weightsOf } from "../helpers/training_data.ts";

// As fast_test.ts: the fast backend, with networks large enough for its threads to share the work.
await useBackend();

const images = imageSet(bytesOf(200 * 784, 1).map((value) => value > 200 ? 1 : 0), {
  height: 28,
  width: 28,
  maximum: 1,
});
const options: FitOptions = {
  epochs: 2,
  batchSize: 64,
  seed: 3,
  validation: images.slice(0, 50),
  loss: { kind: "elbo", warmUpEpochs: 1, freeBits: 0.1 },
};
const networks = {
  dense: () => denseVariationalAutoencoder({ widths: [128], latent: 16, activation: "gelu" }, 1),
  convolutional: () =>
    convolutionalVariationalAutoencoder({ latent: 8, filters: [8, 8, 8], hidden: 32 }, 1),
};

Deno.test("on the fast backend, too, a variational autoencoder learns, the same for the same seed, without leaks", async () => {
  const before = tf.memory().numTensors;
  for (const make of Object.values(networks)) {
    const weights = [];
    for (let turn = 0; turn < 2; turn++) {
      const model = make();
      const { records: [first, last] } = await fit(model, images, options);
      ok(last.validationLoss! < first.validationLoss!);
      weights.push(weightsOf(model));
      model.dispose();
    }
    deepStrictEqual(weights[0], weights[1]);
  }
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("both backends measure the same bounds", async () => {
  for (const make of Object.values(networks)) {
    const model = make();
    const measured = () => {
      const { distortion, rate, unitRates } = evidence(model, images, new Random(1));
      const { bound } = importanceBound(model, images, 3, new Random(1));
      return [distortion, rate, bound, ...unitRates];
    };
    const fast = measured(), { name } = await useBackend();
    await useBackend({ prefer: "cpu" });
    const stock = measured();
    await useBackend();
    strictEqual(tf.getBackend(), name);
    fast.forEach((value, i) =>
      ok(Math.abs(value - stock[i]) < 1e-4 * Math.max(1, Math.abs(value)), `${value}, ${stock[i]}`)
    );
    model.dispose();
  }
});
