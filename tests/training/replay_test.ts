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
  type ImageSet,
  type Monitor,
  pooledAutoencoder,
  type Random,
  stridedAutoencoder,
  useBackend,
} from "@autoencoders";
import { SharedMemoryBackend } from "../../lib/backend/runtime/backend.ts";
import { readSafetensors } from "../../lib/files/mod.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { invertPixels, sparseImages, stopAfter, weightsOf } from "../helpers/training_data.ts";

await useBackend();

// An epoch has three batches of 32 and a smaller one.
const images = sparseImages(102);
const options: FitOptions = { epochs: 3, batchSize: 32, seed: 3 };
const dense = () => denseAutoencoder({ widths: [64], latent: 8 }, 1);
const adamw: Partial<FitOptions> = { optimizer: { kind: "adamw", weightDecay: 0.1 } };

/** What a run leaves behind, apart from times, and how many tensors it makes. */
async function traces(make: () => Autoencoder, extra: Partial<FitOptions>, replayed: boolean) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run.safetensors"), losses: number[] = [];
  const { heap } = tf.backend() as SharedMemoryBackend;
  const before = [tf.memory().numTensors, heap.inUse];
  const model = make(), first = nextTensor();
  const { batch } = extra.monitor as Monitor ?? {};
  const monitor: Monitor = {
    batch(progress) {
      losses.push(progress.loss);
      return batch?.(progress);
    },
  };
  const checkpoint = { file, everySeconds: 1e6 };
  const { records, ended, restoredEpoch } = await withReplay(
    replayed,
    () => fit(model, images, { ...options, ...extra, monitor, checkpoint }),
  );
  const made = nextTensor() - first, weights = weightsOf(model);
  model.dispose();
  deepStrictEqual([tf.memory().numTensors, heap.inUse], before);
  const measured = records.map(({ elapsedMs: _, imagesPerSecond: __, ...record }) => record);
  // The names of variables contain a count of the models made so far.
  const state = [...(await readSafetensors(file)).tensors.values()];
  return { made, left: { weights, losses, measured, ended, restoredEpoch, state } };
}

/** Runs with replay turned on or off. */
async function withReplay<T>(on: boolean, run: () => Promise<T>): Promise<T> {
  Deno.env.set("AUTOENCODERS_REPLAY", on ? "1" : "0");
  try {
    return await run();
  } finally {
    Deno.env.delete("AUTOENCODERS_REPLAY");
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
  ["validation between epochs", dense, { validation: images.slice(0, 20) }],
];
for (const [name, make, extra] of replayable) {
  Deno.test(`replayed steps have the bits of computed ones: ${name}`, async () => {
    const { plain, replayed } = await compare(make, extra);
    // One batch in four is smaller and the first two are recorded; the others make no tensors.
    ok(replayed < 0.6 * plain, `${replayed} tensors instead of ${plain}`);
  });
}

const notReplayable: [string, () => Autoencoder, Partial<FitOptions>][] = [
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
for (const [name, make, extra] of notReplayable) {
  Deno.test(`steps that cannot be replayed are computed: ${name}`, async () => {
    const { plain, replayed } = await compare(make, { epochs: 2, ...extra });
    strictEqual(replayed, plain);
  });
}

const noisy = (images: ImageSet, random: Random) => invertPixels(images, random);
const moving: [string, Partial<FitOptions>][] = [
  ["corrupted images", { corrupt: noisy }],
  ["augmented images", { augment: noisy }],
  ["kept best weights", { earlyStopping: { patience: 1, minDelta: 0.01 }, epochs: 9 }],
];
for (const [what, extra] of moving) {
  Deno.test(`a step is recorded again if tensors have moved: ${what}`, async () => {
    await compare(dense, extra);
  });
}

Deno.test("weights that a monitor sets, reads or shares are those that the next step uses", async () => {
  let model: Autoencoder, kept: tf.Tensor[] = [];
  const make = () => model = dense();
  const monitor: Monitor = {
    batch({ epoch, batch }) {
      const [first] = model.weights;
      if (epoch === 2 && batch === 2) tf.tidy(() => void first.write(tf.mul(first.read(), 0.5)));
      if (epoch === 2 && batch === 3) kept = model.weights.map((weight) => weight.read().clone());
      if (epoch === 3 && batch === 2) tf.dispose(kept);
    },
  };
  await compare(make, { monitor, ...adamw });
});

Deno.test("a run with replayed steps that was interrupted resumes to the same bits", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "run.safetensors") };
  const trained = async (extra: Partial<FitOptions>) => {
    const model = dense(), { ended } = await fit(model, images, { ...options, ...extra });
    const weights = weightsOf(model);
    model.dispose();
    return { ended, weights };
  };
  strictEqual((await trained({ checkpoint, ...stopAfter(4 + 2) })).ended, "interrupted");
  deepStrictEqual(await trained({ checkpoint }), await trained({}));
});

Deno.test("checkFinite ends a replayed run as a computed one, before the step", async () => {
  const failed = async (replayed: boolean) => {
    const model = dense(), backend = tf.backend() as SharedMemoryBackend;
    const monitor: Monitor = {
      batch({ epoch, batch }) {
        // In place, so that no address changes.
        if (epoch === 2 && batch === 2) backend.values(model.weights[2].read())[0] = NaN;
      },
    };
    const run = () => fit(model, images, { ...options, monitor, checkFinite: true });
    const message = await withReplay(replayed, run).catch((error) => error.message);
    const weights = weightsOf(model);
    model.dispose();
    return { message, weights };
  };
  const computed = await failed(false);
  match(computed.message, /the loss became NaN at epoch 2, batch 3 of 4/);
  deepStrictEqual(await failed(true), computed);
});
