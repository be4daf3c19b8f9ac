import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  type Autoencoder,
  convolutionalAutoencoder,
  convolutionalVariationalAutoencoder,
  denseAutoencoder,
  fit,
  type FitOptions,
  imageSet,
  type Monitor,
  pooledAutoencoder,
  stridedAutoencoder,
  useBackend,
} from "@autoencoders";
import { SharedMemoryBackend } from "../../lib/backend/runtime/backend.ts";
import { readContainer } from "../../lib/training/container.ts";
import { bytesOf } from "../models/tiny.ts";
import { weightsOf } from "./made.ts";

await useBackend();

// Seven batches of 32 and a smaller one an epoch.
const images = imageSet(bytesOf(230 * 784, 1).map((value) => value > 200 ? 255 : 0), {
  height: 28,
  width: 28,
});
const options: FitOptions = { epochs: 3, batchSize: 32, seed: 3 };
const dense = () => denseAutoencoder({ widths: [64], latent: 8 }, 1);
const adamw: Partial<FitOptions> = { optimizer: { kind: "adamw", weightDecay: 0.1 } };

/** How many tensors a run makes, and all that it leaves behind apart from what the clock says. */
async function traces(make: () => Autoencoder, extra: Partial<FitOptions>, replayed: boolean) {
  const folder = await Deno.makeTempDir(), file = join(folder, "run"), losses: number[] = [];
  const { heap } = tf.backend() as SharedMemoryBackend;
  const bytes = heap.inUse, tensors = tf.memory().numTensors;
  Deno.env.set("AUTOENCODERS_REPLAY", replayed ? "1" : "0");
  try {
    const model = make(), first = nextTensor();
    const { batch } = extra.monitor as Monitor ?? {};
    const monitor: Monitor = {
      batch(progress) {
        losses.push(progress.loss);
        return batch?.(progress);
      },
    };
    const checkpoint = { file, everySeconds: 1e6 };
    const history = await fit(model, images, { ...options, ...extra, monitor, checkpoint });
    const made = nextTensor() - first, weights = weightsOf(model);
    model.dispose();
    deepStrictEqual([tf.memory().numTensors, heap.inUse], [tensors, bytes]);
    const { arrays } = await readContainer(file);
    const records = history.records.map(({ loss, validationLoss, learningRate }) => {
      return { loss, validationLoss, learningRate };
    });
    const { ended, restoredEpoch } = history;
    // Names of variables have a number that counts the models made so far.
    const state = arrays.map(({ shape, values }) => ({ shape, values }));
    return { made, left: { weights, losses, records, ended, restoredEpoch, state } };
  } finally {
    Deno.env.delete("AUTOENCODERS_REPLAY");
    await Deno.remove(folder, { recursive: true });
  }
}

/** tfjs numbers its tensors. */
const nextTensor = () => tf.tidy(() => tf.scalar(0).id);

async function compare(make: () => Autoencoder, extra: Partial<FitOptions> = {}) {
  const plain = await traces(make, extra, false), replayed = await traces(make, extra, true);
  deepStrictEqual(replayed.left, plain.left);
  return { plain: plain.made, replayed: replayed.made };
}

const replayable: [string, () => Autoencoder, Partial<FitOptions>][] = [
  ["dense", dense, {}],
  ["strided", () => stridedAutoencoder({}, 1), { loss: "mse" }],
  ["pooled", () => pooledAutoencoder({ filters: [[4], [8], [8, 1]] }, 1), { epochs: 2 }],
  [
    "convolutional, GELU, AdamW",
    () => convolutionalAutoencoder({ latent: 8, filters: [8, 8, 8], activation: "gelu" }, 1),
    { ...adamw, schedule: { kind: "cosine" } },
  ],
  ["momentum", dense, { optimizer: { kind: "momentum", nesterov: true }, learningRate: 0.1 }],
  ["frozen encoder", dense, { frozen: ["encoder"] }],
  ["validation between epochs", dense, { validation: images.slice(0, 50) }],
];
for (const [name, make, extra] of replayable) {
  Deno.test(`replayed steps leave the bits of computed ones: ${name}`, async () => {
    const { plain, replayed } = await compare(make, extra);
    // One step in eight is of a smaller batch, and the first two are recorded; the rest make no tensors.
    ok(replayed < 0.6 * plain, `${replayed} tensors instead of ${plain}`);
  });
}

const drawn: [string, () => Autoencoder, Partial<FitOptions>][] = [
  ["dropout", () => denseAutoencoder({ widths: [64], latent: 8, dropout: 0.2 }, 1), {}],
  [
    "batch normalisation",
    () => convolutionalAutoencoder({ latent: 8, filters: [8, 8, 8], batchNormalization: true }, 1),
    {},
  ],
  [
    "variational",
    () => convolutionalVariationalAutoencoder({ latent: 4, filters: [8, 8, 8] }, 1),
    { loss: { kind: "elbo", warmUpEpochs: 2 } },
  ],
  ["bounded values", dense, { clip: { value: 1e-4 } }],
  ["bounded length", dense, { clip: { norm: 0.01 } }],
];
for (const [name, make, extra] of drawn) {
  Deno.test(`steps that cannot be replayed are computed as ever: ${name}`, async () => {
    const { plain, replayed } = await compare(make, extra);
    strictEqual(replayed, plain);
  });
}

Deno.test("a step is recorded anew where its images, its weights or its backend's tensors have moved", async () => {
  const noisy: FitOptions["corrupt"] = (set, random) =>
    imageSet(set.pixels.map((value) => random.uniform() < 0.1 ? 0 : value), set);
  await compare(dense, { corrupt: noisy });
  await compare(dense, { augment: noisy });
  await compare(dense, { earlyStopping: { patience: 1, minDelta: 0.01 }, epochs: 9 });
});

Deno.test("weights that a monitor sets, reads or shares are those that the next step goes on from", async () => {
  let model: Autoencoder, kept: tf.Tensor[] = [];
  const make = () => model = dense();
  const monitor: Monitor = {
    batch({ epoch, batch }) {
      const [first] = model.weights;
      if (epoch === 2 && batch === 3) tf.tidy(() => void first.write(tf.mul(first.read(), 0.5)));
      if (epoch === 2 && batch === 6) kept = model.weights.map((weight) => weight.read().clone());
      if (epoch === 3 && batch === 2) tf.dispose(kept);
    },
  };
  await compare(make, { monitor, ...adamw });
});

Deno.test("a run with replayed steps that was cut goes on to the same bits", async () => {
  const folder = await Deno.makeTempDir(), make = () => stridedAutoencoder({}, 1);
  try {
    const whole = make();
    await fit(whole, images, options);
    const checkpoint = { file: join(folder, "run") }, stop = new AbortController();
    const monitor: Monitor = {
      batch: ({ epoch, batch }) => {
        if (epoch === 2 && batch === 5) stop.abort();
      },
    };
    const cut = make();
    const { ended } = await fit(cut, images, {
      ...{ ...options, checkpoint, monitor, signal: stop.signal },
    });
    strictEqual(ended, "interrupted");
    cut.dispose();
    const resumed = make();
    await fit(resumed, images, { ...options, checkpoint });
    deepStrictEqual(weightsOf(resumed), weightsOf(whole));
    whole.dispose();
    resumed.dispose();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a loss that is no number ends a replayed run as a computed one, before the step", async () => {
  const failed = async (replayed: boolean) => {
    Deno.env.set("AUTOENCODERS_REPLAY", replayed ? "1" : "0");
    const model = dense(), backend = tf.backend() as SharedMemoryBackend;
    const monitor: Monitor = {
      batch({ epoch, batch }) {
        // In place, so that nobody can see it by an address.
        if (epoch === 2 && batch === 5) backend.values(model.weights[2].read())[0] = NaN;
      },
    };
    let message = "";
    await fit(model, images, { ...options, monitor, checkFinite: true })
      .catch((error) => message = error.message);
    const weights = weightsOf(model);
    model.dispose();
    Deno.env.delete("AUTOENCODERS_REPLAY");
    return { message, weights };
  };
  const plain = await failed(false);
  match(plain.message, /the loss became NaN at epoch 2, batch 6 of 8/);
  deepStrictEqual(await failed(true), plain);
});
