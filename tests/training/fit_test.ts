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
import { type TrainingPlan } from "../../lib/training/monitoring/monitor.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const images = crosses(100, 1), validation = crosses(30, 2);
const brief: FitOptions = { epochs: 3, batchSize: 16, seed: 5, learningRate: 0.01 };

/** Trains a tiny network and hands out its weights and history. */
async function trained(options: Partial<FitOptions> = {}, network: Partial<DenseOptions> = {}) {
  const model = tiny(network);
  try {
    const history = await fit(model, images, { ...brief, ...options });
    return { weights: weightsOf(model), history };
  } finally {
    model.dispose();
  }
}

Deno.test("fit() learns: the loss falls far below that of the untrained network", async () => {
  for (const loss of ["bce", "mse"] as const) {
    const { history } = await trained({ epochs: 60, loss, validation });
    const [first] = history.records, last = history.last!;
    ok(last.validationLoss! < first.validationLoss! / 2, `${loss}: ${last.validationLoss}`);
    ok(last.loss < first.loss / 2);
    strictEqual(history.ended, "completed");
    strictEqual(history.records.length, 60);
  }
});

Deno.test("a step of fit() is the step that plain tfjs takes", async () => {
  const model = tiny(), twin = tiny();
  const all = crosses(8, 3);
  await fit(model, all, { epochs: 3, batchSize: 8, seed: 1, loss: "mse", learningRate: 0.01 });
  const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
  const variables = twin.logits.trainableWeights.map(({ name }) =>
    tf.engine().registeredVariables[name]
  );
  for (let step = 0; step < 3; step++) {
    optimizer.minimize(
      () => {
        const x = all.tensor();
        const logits = twin.logits.apply(x) as tf.Tensor;
        return tf.mean(tf.squaredDifference(tf.sigmoid(logits), x)) as tf.Scalar;
      },
      false,
      variables,
    );
  }
  const got = weightsOf(model).flat(), wanted = weightsOf(twin).flat();
  got.forEach((value, i) => ok(Math.abs(value - wanted[i]) < 1e-5, `${value}, not ${wanted[i]}`));
  [model, twin].forEach((network) => network.dispose());
});

Deno.test("the same seed gives the same bits, with noise, dropout and normalisation too", async () => {
  const corrupt = (images: ImageSet, random: Random) =>
    images.with(images.pixels.map((value) => random.uniform() < 0.2 ? 255 - value : value));
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

Deno.test("every epoch sees each image once, in an order of its own", async () => {
  const model = tiny();
  // Image i has brightness i, so that what goes in tells which image it is.
  const numbered = imageSet(
    Uint8Array.from({ length: 50 * 16 }, (_, i) => Math.floor(i / 16)),
    { height: 4, width: 4 },
  );
  const epochs: number[] = [];
  const corrupt = (images: ImageSet) => {
    epochs.push(images.count);
    return images;
  };
  const seen: number[] = [];
  const call = model.encoder.layers[1].call;
  model.encoder.layers[1].call = function (inputs, kwargs) {
    const [x] = [inputs].flat();
    if (kwargs.training) {
      const values = x.dataSync();
      for (let i = 0; i < values.length; i += 16) seen.push(Math.round(values[i] * 255));
    }
    return call.call(this, inputs, kwargs);
  };
  await fit(model, numbered, { ...brief, epochs: 2, batchSize: 16, corrupt });
  model.dispose();
  const [first, second] = [seen.slice(0, 50), seen.slice(50)];
  const every = Array.from({ length: 50 }, (_, i) => i);
  deepStrictEqual(first.toSorted((a, b) => a - b), every);
  deepStrictEqual(second.toSorted((a, b) => a - b), every);
  notDeepStrictEqual(first, second);
  deepStrictEqual(epochs, [50, 50]);
});

Deno.test("corrupt() spoils the input afresh in each epoch; the target stays clean", async () => {
  const model = tiny();
  const noises: string[] = [];
  const corrupt = (clean: ImageSet, random: Random) => {
    const noisy = clean.with(clean.pixels.map((value) => random.uniform() < 0.5 ? 0 : value));
    noises.push(noisy.pixels.join());
    return noisy;
  };
  const history = await fit(model, images, {
    ...brief,
    epochs: 40,
    loss: "mse",
    corrupt,
    validation,
  });
  strictEqual(noises.length, 41); // the validation images once, the others in every epoch
  strictEqual(new Set(noises).size, 41);
  // A network that learned to repeat its spoilt input would be as wrong as that input is.
  const spoilt = corrupt(validation, new Random(1)).pixels;
  const wrong = spoilt.reduce(
    (sum, value, i) => sum + ((value - validation.pixels[i]) / 255) ** 2,
    0,
  );
  ok(history.last!.validationMse! < 0.8 * wrong / spoilt.length);
  await rejects(
    fit(model, images, { ...brief, corrupt: (images) => images.slice(1) }),
    { name: "RangeError", message: /100×4×4×1.*got 99×4×4×1/ },
  );
  model.dispose();
});

Deno.test("augment() changes input and target, corrupt() works on what it made", async () => {
  const inverted = (images: ImageSet) => images.with(images.pixels.map((value) => 255 - value));
  const plain = tiny(), augmented = tiny(), twice = tiny();
  const flipped = inverted(images);
  await fit(plain, flipped, brief);
  await fit(augmented, images, { ...brief, augment: inverted });
  deepStrictEqual(weightsOf(augmented), weightsOf(plain));
  const seen: ImageSet[] = [];
  await fit(twice, images, {
    ...brief,
    epochs: 1,
    augment: inverted,
    corrupt: (images) => (seen.push(images), images),
  });
  deepStrictEqual(seen.map(({ pixels }) => pixels.join()), [flipped.pixels.join()]);
  [plain, augmented, twice].forEach((model) => model.dispose());
});

Deno.test("the model carries with it how it was trained", async () => {
  const model = tiny({}, 3);
  await fit(model, images, { ...brief, schedule: "cosine" });
  const { epochs, seed, batchSize, schedule, images: n } = model.notes.training!;
  deepStrictEqual([model.notes.seed, epochs, seed, batchSize, schedule, n], [
    3,
    3,
    5,
    16,
    "cosine",
    100,
  ]);
  model.dispose();
});

Deno.test("validation is over the whole set: its MSE is that of the reconstructions", async () => {
  const model = tiny();
  const many = crosses(601, 9);
  const history = await fit(model, images, { ...brief, validation: many });
  const mse = tf.tidy(() =>
    tf.mean(tf.squaredDifference(model.reconstruct(many), many.tensor())).dataSync()[0]
  );
  ok(Math.abs(history.last!.validationMse! - mse) < 1e-6);
  model.dispose();
});

Deno.test("fit() leaves no tensor behind, however it ends", async () => {
  const before = tf.memory().numTensors;
  const network = { dropout: 0.2, batchNormalization: true };
  await trained({
    validation,
    corrupt: (images) => images,
    clip: { norm: 1, value: 0.5 },
    earlyStopping: { patience: 1 },
    checkFinite: true,
  }, network);
  await trained({ optimizer: "momentum", signal: AbortSignal.abort() });
  await rejects(trained({ monitor: { batch: () => Promise.reject(new Error("mine")) } }), /mine/);
  await rejects(trained({ learningRate: 1e38, checkFinite: true, loss: "mse" }, {
    output: "linear",
  }));
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("monitors hear of the plan, every batch, every epoch and the end", async () => {
  const heard: string[] = [];
  let plan: TrainingPlan | undefined;
  const monitor: Monitor = {
    start: (told) => {
      plan = told;
    },
    batch: ({ epoch, batch, loss, imagesPerSecond, remainingMs }) => {
      heard.push(`${epoch}.${batch}`);
      ok(loss > 0 && imagesPerSecond > 0 && remainingMs >= 0);
    },
    epoch: async (record, history) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      heard.push(`epoch ${record.epoch} of ${history.records.length}`);
    },
    end: (history) => void heard.push(history.ended),
  };
  await trained({ epochs: 2, batchSize: 40, monitor: [monitor, {}] });
  deepStrictEqual(plan, { epochs: 2, batchesPerEpoch: 3, batchSize: 40, images: 100 });
  deepStrictEqual(heard, [
    ...["1.1", "1.2", "1.3", "epoch 1 of 1"],
    ...["2.1", "2.2", "2.3", "epoch 2 of 2", "completed"],
  ]);
});

Deno.test("fit() refuses options that make no sense, with the value in the message", async () => {
  const refused = (options: Record<string, unknown>, message: RegExp) =>
    rejects(trained(options as Partial<FitOptions>), { name: "RangeError", message });
  await refused({ epochs: 0 }, /epochs.*got 0/);
  await refused({ batchSize: NaN }, /batchSize.*got NaN/);
  await refused({ batchSize: 1.5 }, /got 1\.5/);
  await refused({ learningRate: -1 }, /learningRate.*got -1/);
  await refused({ seed: -1 }, /seed.*got -1/);
  await refused({ loss: "mae" }, /loss.*bce, mse.*got mae/);
  await refused({ optimizer: "sgd" }, /optimizer.*got sgd/);
  await refused({ optimizer: { kind: "adam", beta1: 1 } }, /beta1.*got 1/);
  await refused({ schedule: "linear" }, /schedule.*got linear/);
  await refused({ schedule: { kind: "cosine", floor: 2 } }, /floor.*got 2/);
  await refused({ clip: { norm: 0 } }, /norm.*got 0/);
  await refused({ earlyStopping: { patience: 0 } }, /patience.*got 0/);
  await refused({ frozen: ["encodr"] }, /encoder_2_dense.*got encodr/);
  await refused({ frozen: ["encoder", "decoder"] }, /nothing to train/);
  await refused({ checkpoint: { file: "x", everySeconds: -1 } }, /got -1/);
  await refused({ schedule: { kind: "constant", warmUpEpochs: Infinity } }, /warmUp.*got Infinity/);
  await refused({ schedule: { kind: "plateau", warmUpEpochs: NaN } }, /warmUp.*got NaN/);
  await refused(
    { epochs: 3, schedule: { kind: "cosine", warmUpEpochs: 3.5 } },
    /warmUpEpochs must be in 0–3, got 3\.5/,
  );
  const wide = imageSet(new Uint8Array(20), { height: 4, width: 5 });
  await refused({ validation: wide }, /validation images.*4×4×1.*got 4×5×1/);
  const model = tiny({ output: "tanh" });
  await rejects(fit(model, wide, brief), { name: "RangeError", message: /got 4×5×1/ });
  await rejects(fit(model, images, { ...brief, loss: "bce" }), /sigmoid.*tanh/);
  model.dispose();
});

Deno.test("fit() refuses what is no number where a number is wanted, with the value in the message", async () => {
  const refused = (options: Record<string, unknown>, name: string, value: string) =>
    rejects(trained(options as Partial<FitOptions>), {
      name: "TypeError",
      message: `${name} must be a number, got ${value}`,
    });
  for (const name of ["epochs", "batchSize", "learningRate", "seed"]) {
    await refused({ [name]: "1" }, name, '"1"');
    await refused({ [name]: true }, name, "true");
  }
  await refused({ epochs: undefined }, "epochs", "undefined");
  await refused({ learningRate: "1e-3" }, "learningRate", '"1e-3"');
  await refused({ checkpoint: { file: "x", everySeconds: "30" } }, "everySeconds", '"30"');
  await refused({ optimizer: { kind: "adam", beta1: ".9" } }, "beta1", '".9"');
  await refused({ optimizer: { kind: "adamw", weightDecay: true } }, "weightDecay", "true");
  for (const name of ["warmUpEpochs", "factor", "patience", "minimum"]) {
    await refused({ schedule: { kind: "plateau", [name]: "1" } }, name, '"1"');
  }
  await refused({ schedule: { kind: "cosine", floor: "0" } }, "floor", '"0"');
  await refused({ clip: { norm: "1" } }, "clip norm", '"1"');
  await refused({ earlyStopping: { patience: "3" } }, "patience", '"3"');
  await refused({ earlyStopping: { patience: 3, minDelta: "0" } }, "minDelta", '"0"');
  await refused({ loss: { kind: "elbo", beta: "1" } }, "beta", '"1"');
});
