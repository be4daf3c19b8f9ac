import { deepStrictEqual, notDeepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  type DenseOptions,
  fit,
  type FitOptions,
  type ImageSet,
  imageSet,
  type Monitor,
  Random,
} from "@autoencoders";
import type { TrainingPlan } from "../../lib/training/mod.ts";
import { close } from "../helpers/close.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, invertPixels, weightsOf } from "../helpers/training_data.ts";

const images = crosses(100, 1), validation = crosses(30, 2);
const brief: FitOptions = { epochs: 3, batchSize: 16, seed: 5, learningRate: 0.01 };

/** Trains a tiny network; returns its weights and history. */
async function trained(options: Partial<FitOptions> = {}, network: Partial<DenseOptions> = {}) {
  const model = tiny(network);
  try {
    const history = await fit(model, images, { ...brief, ...options });
    return { weights: weightsOf(model), history };
  } finally {
    model.dispose();
  }
}

for (const loss of ["bce", "mse"] as const) {
  Deno.test(`fit() learns: with "${loss}" the losses fall to less than half`, async () => {
    const { history } = await trained({ epochs: 15, learningRate: 0.02, loss, validation });
    const [first] = history.records, last = history.last!;
    ok(last.validationLoss! < first.validationLoss! / 2, `${last.validationLoss}`);
    ok(last.loss < first.loss / 2, `${last.loss}`);
    strictEqual(history.ended, "completed");
    strictEqual(history.records.length, 15);
  });
}

Deno.test("a step of fit() is the step that plain tfjs takes", async () => {
  const model = tiny(), twin = tiny();
  const all = crosses(8, 3);
  await fit(model, all, { epochs: 3, batchSize: 8, seed: 1, loss: "mse", learningRate: 0.01 });
  const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
  const variables = twin.logits.trainableWeights.map(({ name }) =>
    tf.engine().registeredVariables[name]
  );
  const loss = () => {
    const x = all.tensor();
    const logits = twin.logits.apply(x) as tf.Tensor;
    return tf.mean(tf.squaredDifference(tf.sigmoid(logits), x)) as tf.Scalar;
  };
  for (let step = 0; step < 3; step++) optimizer.minimize(loss, false, variables);
  close(weightsOf(model).flat(), weightsOf(twin).flat(), 1e-5);
  [model, twin].forEach((network) => network.dispose());
});

Deno.test("the same seed gives the same bits, with noise, dropout and normalisation too", async () => {
  const corrupt = (images: ImageSet, random: Random) => invertPixels(images, random, 0.2);
  const cases: [Partial<FitOptions>, Partial<DenseOptions>][] = [
    [{}, {}],
    [{ corrupt, validation }, { dropout: 0.3, batchNormalization: true }],
  ];
  for (const [options, network] of cases) {
    const [one, twin] = [await trained(options, network), await trained(options, network)];
    deepStrictEqual(one.weights, twin.weights);
    deepStrictEqual(
      one.history.records.map(({ loss, validationLoss }) => [loss, validationLoss]),
      twin.history.records.map(({ loss, validationLoss }) => [loss, validationLoss]),
    );
    const other = await trained({ ...options, seed: 6 }, network);
    notDeepStrictEqual(one.weights, other.weights);
  }
});

Deno.test("validating does not change the training", async () => {
  deepStrictEqual((await trained({ validation })).weights, (await trained()).weights);
});

Deno.test("every epoch takes each image once, in a new order", async () => {
  const model = tiny();
  // Image i has brightness i, so that an input identifies its image.
  const numbered = imageSet(
    Uint8Array.from({ length: 50 * 16 }, (_, i) => Math.floor(i / 16)),
    { height: 4, width: 4 },
  );
  const seen: number[] = [], [layer] = model.encoder.layers.slice(1), { call } = layer;
  layer.call = function (inputs, kwargs) {
    const values = [inputs].flat()[0].dataSync();
    for (let i = 0; i < values.length; i += 16) seen.push(Math.round(values[i] * 255));
    return call.call(this, inputs, kwargs);
  };
  await fit(model, numbered, { ...brief, epochs: 2 });
  model.dispose();
  const [first, second] = [seen.slice(0, 50), seen.slice(50)];
  const every = Array.from({ length: 50 }, (_, i) => i);
  deepStrictEqual(first.toSorted((a, b) => a - b), every);
  deepStrictEqual(second.toSorted((a, b) => a - b), every);
  notDeepStrictEqual(first, second);
});

Deno.test("corrupt() changes the input in each epoch; the target stays clean", async () => {
  const model = tiny(), noises: string[] = [];
  const corrupt = (clean: ImageSet, random: Random) => {
    const noisy = clean.with(clean.pixels.map((value) => random.uniform() < 0.5 ? 0 : value));
    noises.push(noisy.pixels.join());
    return noisy;
  };
  const denoising: FitOptions = { ...brief, epochs: 20, learningRate: 0.02, loss: "mse" };
  const history = await fit(model, images, { ...denoising, corrupt, validation });
  strictEqual(noises.length, 21); // the validation images once, the others in every epoch
  strictEqual(new Set(noises).size, 21);
  // A network that learned to reproduce its input would have the error of that input.
  const noisy = corrupt(validation, new Random(1)).pixels;
  const squares = noisy.map((value, i) => Number(value !== validation.pixels[i]));
  const inputError = squares.reduce((sum, square) => sum + square, 0) / noisy.length;
  ok(history.last!.validationMse! < 0.8 * inputError);
  model.dispose();
});

Deno.test("augment() changes input and target, and corrupt() gets its result", async () => {
  const inverted = (images: ImageSet) => images.with(images.pixels.map((value) => 255 - value));
  const plain = tiny(), augmented = tiny(), flipped = inverted(images);
  await fit(plain, flipped, brief);
  const seen = new Set<string>();
  const corrupt = (images: ImageSet) => {
    seen.add(images.pixels.join());
    return images;
  };
  await fit(augmented, images, { ...brief, augment: inverted, corrupt });
  deepStrictEqual(weightsOf(augmented), weightsOf(plain));
  deepStrictEqual([...seen], [flipped.pixels.join()]);
  [plain, augmented].forEach((model) => model.dispose());
});

for (const option of ["augment", "corrupt"]) {
  Deno.test(`${option}() must return as many images of the same size`, async () => {
    await rejects(trained({ [option]: (images: ImageSet) => images.slice(1) }), {
      name: "RangeError",
      message: `${option} must return 100×4×4×1 images, got 99×4×4×1`,
    });
  });
}

Deno.test("the model's notes say how it was trained", async () => {
  const model = tiny({}, 3);
  await fit(model, images, { ...brief, schedule: "cosine" });
  strictEqual(model.notes.seed, 3);
  deepStrictEqual(model.notes.training, {
    images: 100,
    epochs: 3,
    ended: "completed",
    restoredEpoch: undefined,
    seed: 5,
    batchSize: 16,
    loss: "bce",
    learningRate: 0.01,
    optimizer: "adam",
    schedule: "cosine",
    clip: undefined,
    frozen: [],
  });
  model.dispose();
});

Deno.test("validation is over the whole set: its MSE is that of the reconstructions", async () => {
  const model = tiny(), many = crosses(601, 9);
  const history = await fit(model, images, { ...brief, validation: many });
  const mse = tf.tidy(() =>
    tf.mean(tf.squaredDifference(model.reconstruct(many), many.tensor())).dataSync()[0]
  );
  ok(Math.abs(history.last!.validationMse! - mse) < 1e-6);
  model.dispose();
});

Deno.test("fit() leaves no tensor behind, however it ends", async () => {
  const before = tf.memory().numTensors;
  await trained({
    validation,
    corrupt: (images) => images,
    clip: { norm: 1, value: 0.5 },
    earlyStopping: { patience: 1 },
    checkFinite: true,
  }, { dropout: 0.2, batchNormalization: true });
  await trained({ optimizer: "momentum", signal: AbortSignal.abort() });
  await rejects(trained({ monitor: { batch: () => Promise.reject(new Error("mine")) } }), /mine/);
  const diverging = { learningRate: 1e38, checkFinite: true, loss: "mse" } as const;
  await rejects(trained(diverging, { output: "linear" }), /^RangeError: the loss became/);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("monitors get the plan, every batch, every epoch and the end", async () => {
  const events: string[] = [];
  let plan: TrainingPlan | undefined;
  const monitor: Monitor = {
    start: (ofRun) => {
      plan = ofRun;
    },
    batch: ({ epoch, batch, loss, imagesPerSecond, remainingMs }) => {
      events.push(`${epoch}.${batch}`);
      ok(loss > 0 && imagesPerSecond > 0 && remainingMs >= 0);
    },
    epoch: async (record, history) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      events.push(`epoch ${record.epoch} of ${history.records.length}`);
    },
    end: (history) => void events.push(history.ended),
  };
  await trained({ epochs: 2, batchSize: 40, monitor: [monitor, {}] });
  deepStrictEqual(plan, { epochs: 2, batchesPerEpoch: 3, batchSize: 40, images: 100 });
  const expected = "1.1 1.2 1.3, epoch 1 of 1, 2.1 2.2 2.3, epoch 2 of 2, completed";
  deepStrictEqual(events, expected.split(/, | (?=\d\.)/));
});
