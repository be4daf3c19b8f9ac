import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { denseSpec, evaluate, useBackend } from "@autoencoders";
import {
  type BoundRecipe,
  reductionOf,
  trainBound,
  type TrainOptions,
  trainRecipe,
} from "@autoencoders/results";
import { variationalSpec } from "../../lib/models/mod.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { fewImages as images, tinyRecipe } from "../helpers/trial_data.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

Deno.test("a full training gives a row with every metric of evaluate()", async () => {
  const { model, row, evaluation } = (await trainRecipe(tinyRecipe, 7, { images }))!;
  const again = evaluate(model, images.test);
  for (const metric of ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const) {
    strictEqual(evaluation[metric], again[metric]);
    strictEqual(row![metric], Number(again[metric].toPrecision(6)));
  }
  strictEqual(row!.threads, (await useBackend()).threads);
  const { name, seed, epochs, latent, n, split, bytesPerCode, trainImages, reduced } = row!;
  deepStrictEqual(
    { name, seed, epochs, latent, n, split, bytesPerCode, trainImages, reduced },
    {
      name: "tiny",
      seed: 7,
      epochs: 3,
      latent: 4,
      n: 30,
      split: "test",
      bytesPerCode: 16,
      trainImages: 120,
      reduced: undefined,
    },
  );
  strictEqual(row!.parameters, 144 * 12 + 12 + 12 * 4 + 4 + 4 * 12 + 12 + 12 * 144 + 144);
  strictEqual(row!.losses!.length, 3);
  model.dispose();
});

Deno.test("the row of a reduced training says how it deviates from the recipe", async () => {
  const { row, model } = (await trainRecipe(tinyRecipe, 7, { images, epochs: 1, trainCount: 50 }))!;
  strictEqual(row!.reduced, "1 of 3 epochs, 50 of 120 images");
  model.dispose();
});

Deno.test("a run is full only with the epochs, images and test set of the recipe", () => {
  const reduced = (options: TrainOptions) => reductionOf(tinyRecipe, images, options);
  strictEqual(reduced({}), undefined);
  strictEqual(reduced({ epochs: 3, trainCount: 120 }), undefined);
  strictEqual(reduced({ epochs: 1200 }), "1,200 instead of 3 epochs");
  strictEqual(reduced({ epochs: 2 }), "2 of 3 epochs");
  strictEqual(reduced({ trainCount: 50, holdOut: 20 }), "50 of 120 images, 20 images held out");
});

Deno.test("the seed determines every weight", async () => {
  const trained = async (seed: number) => {
    const { model } = (await trainRecipe(tinyRecipe, seed, { images }))!;
    const weights = weightsOf(model);
    model.dispose();
    return weights;
  };
  const weights = await trained(7);
  deepStrictEqual(await trained(7), weights);
  const others = (await trained(8)).flat();
  ok(weights.flat().some((value, i) => value !== others[i]));
});

Deno.test("with holdOut a part of the training images is measured, and there is no row", async () => {
  const { row, evaluation, model } = (await trainRecipe(tinyRecipe, 7, { images, holdOut: 20 }))!;
  strictEqual(row, undefined);
  strictEqual(evaluation.n, 20);
  strictEqual(model.notes.training!.images, 100);
  model.dispose();
});

Deno.test("an interrupted training resumes from its checkpoint to the same weights and row", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "tiny.checkpoint") };
  const controller = new AbortController();
  const interrupted = await trainRecipe(tinyRecipe, 3, {
    images,
    checkpoint,
    monitor: { epoch: () => controller.abort() },
    signal: controller.signal,
  });
  strictEqual(interrupted, undefined);
  const resumed = (await trainRecipe(tinyRecipe, 3, { images, checkpoint }))!;
  const whole = (await trainRecipe(tinyRecipe, 3, { images }))!;
  deepStrictEqual(weightsOf(resumed.model), weightsOf(whole.model));
  deepStrictEqual({ ...resumed.row, seconds: 0 }, { ...whole.row, seconds: 0 });
  strictEqual(resumed.row!.losses!.length, 3);
  resumed.model.dispose();
  whole.model.dispose();
});

Deno.test("a training or a measurement that fails leaves no tensors", async () => {
  const before = tf.memory().numTensors;
  const fails = (options: TrainOptions, message: RegExp) =>
    rejects(trainRecipe(tinyRecipe, 1, { images, ...options }), { message });
  const stop = () => {
    throw new Error("stopped");
  };
  await fails({ monitor: { batch: stop } }, /^stopped$/);
  const none = { ...images, test: crosses(1, 1, 4) };
  await fails({ images: none }, /12/);
  strictEqual(tf.memory().numTensors, before);
});

const tinyBound: BoundRecipe = {
  name: "tiny-vae",
  data: { name: "crosses" },
  images: "thresholded",
  network: () => variationalSpec(denseSpec({ widths: [12], latent: 4, height: 12, width: 12 })),
  training: { epochs: 2, batchSize: 16 },
  references: [],
};
/** Half of the white pixels are grey, so that sampling them matters. */
const half = (set: typeof images.train) =>
  set.with(set.pixels.map((pixel, i) => i % 2 ? pixel : pixel >> 1));
const greyImages = { ...images, train: half(images.train), test: half(images.test) };

Deno.test("the terms of a bound add up, the seed determines them, and no tensor leaks", async () => {
  const before = tf.memory().numTensors;
  const run = async (seed: number) => {
    const { model, row } = (await trainBound(tinyBound, seed, {
      images: greyImages,
      samples: 20,
    }))!;
    model.dispose();
    return { ...row, seconds: 0 };
  };
  const row = await run(1);
  ok(Math.abs(row.nats - row.distortion - row.rate) < 1e-3);
  ok(row.importanceNats < row.nats, "the importance-weighted bound is tighter");
  ok(Math.abs(row.bitsPerPixel - row.nats / Math.LN2 / 144) < 1e-5);
  deepStrictEqual([row.n, row.epochs, row.trainImages, row.reduced], [30, 2, 120, undefined]);
  deepStrictEqual(await run(1), row);
  ok((await run(2)).nats !== row.nats);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("stochastic binarization costs more nats: no network can predict the sampling", async () => {
  const nats = async (kind: BoundRecipe["images"]) => {
    const recipe = { ...tinyBound, images: kind, training: { epochs: 20, batchSize: 16 } };
    const { model, row } = (await trainBound(recipe, 1, { images: greyImages, samples: 1 }))!;
    model.dispose();
    return row.nats;
  };
  ok(await nats("stochastic") > await nats("thresholded") + 3);
});

Deno.test("a reduced training of a bound says so, and an interrupted one gives nothing", async () => {
  const { model, row } = (await trainBound(tinyBound, 1, {
    images,
    epochs: 1,
    trainCount: 60,
    samples: 2,
  }))!;
  model.dispose();
  strictEqual(row.reduced, "1 of 2 epochs, 60 of 120 images");
  strictEqual(
    await trainBound(tinyBound, 1, { images, signal: AbortSignal.abort() }),
    undefined,
  );
});
