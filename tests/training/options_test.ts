import { rejects } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { fit, type FitOptions, imageSet } from "@autoencoders";
import { tiny, tinyVariational } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const images = crosses(32, 1), wide = imageSet(new Uint8Array(20), { height: 4, width: 5 });

/** An optimiser without a learning rate. */
class Unrated extends tf.Optimizer {
  static className = "Unrated";

  applyGradients() {}

  getConfig() {
    return {};
  }
}

/** Expects that fit() refuses options, which are untyped, as those of JavaScript are. */
async function refused(
  options: Record<string, unknown>,
  error: { name: string; message: RegExp | string },
  { model = tiny(), set = images } = {},
): Promise<void> {
  const all = { epochs: 3, batchSize: 16, seed: 5, ...options } as unknown as FitOptions;
  await rejects(fit(model, set, all), error);
  model.dispose();
}

/** For each group the options, each with what its error message says. */
const outOfRange: Record<string, [Record<string, unknown>, RegExp][]> = {
  "sizes of the run": [
    [{ epochs: 0 }, /^epochs must be .* got 0$/],
    [{ batchSize: NaN }, /^batchSize must be .* got NaN$/],
    [{ batchSize: 1.5 }, /^batchSize must be .* got 1\.5$/],
    [{ seed: -1 }, /^seed must be .* got -1$/],
  ],
  loss: [
    [{ loss: "huber" }, /^loss must be one of bce, mse, mae, elbo, got huber$/],
    [{ loss: { kind: "vae" } }, /^loss must be one of elbo, got vae$/],
    [{ loss: "elbo" }, /^loss "elbo" needs a variational autoencoder, got dense 16-8-3$/],
    [{ loss: { kind: "elbo", beta: -1 } }, /^beta must be .* at least 0, got -1$/],
    [{ loss: { kind: "elbo", warmUpEpochs: NaN } }, /^warmUpEpochs must be .* got NaN$/],
    [{ loss: { kind: "elbo", freeBits: Infinity } }, /^freeBits must be .* got Infinity$/],
  ],
  optimizer: [
    [{ learningRate: -1 }, /^learningRate must be .* got -1$/],
    [{ optimizer: "lion" }, /^optimizer must be one of .*, got lion$/],
    [{ optimizer: { kind: "rmsprop", decay: 1 } }, /^decay must be .* got 1$/],
    [
      { optimizer: tf.train.adam(0.1), checkpoint: { file: "x" } },
      /^checkpoint cannot store the state of a given \w+; name the optimizer, such as "adam"$/,
    ],
    [{ optimizer: new Unrated(), learningRate: 1 }, /^learningRate needs .*, Unrated has none$/],
    [{ optimizer: new Unrated(), schedule: "cosine" }, /^schedule needs .*, Unrated has none$/],
    [{ optimizer: { kind: "adam", beta1: 1 } }, /^beta1 must be .* got 1$/],
    [{ clip: { norm: 0 } }, /^clip norm must be positive, got 0$/],
  ],
  schedule: [
    [{ schedule: () => NaN }, /^schedule must return a learning rate, .* got NaN for step 0$/],
    [{ schedule: () => "1" }, /^schedule must return .*, got "1" for step 0$/],
    [{ schedule: () => 1, learningRate: 0.1 }, /^a schedule .* leave out learningRate, got 0\.1$/],
    [{ schedule: "linear" }, /^schedule must be one of .*, got linear$/],
    [{ schedule: { kind: "cosine", floor: 2 } }, /^floor must be in 0–1, got 2$/],
    [
      { schedule: { kind: "cosine", warmUpEpochs: 3.5 } },
      /^warmUpEpochs must be in 0–3, got 3\.5$/,
    ],
    [
      { schedule: { kind: "constant", warmUpEpochs: Infinity } },
      /^warmUpEpochs must be .* got Infinity$/,
    ],
    [{ schedule: { kind: "plateau", warmUpEpochs: NaN } }, /^warmUpEpochs must be .* got NaN$/],
    [{ schedule: { kind: "plateau", patience: 0 } }, /^patience must be .* got 0$/],
  ],
  "early stopping": [
    [{ earlyStopping: { patience: 0 } }, /^patience must be .* got 0$/],
    [{ earlyStopping: { patience: 1, minDelta: -1 } }, /^minDelta must be .* got -1$/],
  ],
  "frozen layers": [
    [{ frozen: ["encodr"] }, /^frozen must list some of encoder, decoder, .*, got encodr$/],
    [{ frozen: ["encoder", "decoder"] }, /^frozen leaves no layer to train, got encoder, decoder$/],
  ],
  checkpoint: [
    [{ checkpoint: { file: "" } }, /^checkpoint\.file must name a file or folder, got ""$/],
    [{ checkpoint: { file: "x", everySeconds: -1 } }, /^everySeconds must be .* got -1$/],
  ],
};

for (const [group, cases] of Object.entries(outOfRange)) {
  Deno.test(`options out of range are refused with the value: ${group}`, async () => {
    for (const [options, message] of cases) await refused(options, { name: "RangeError", message });
  });
}

Deno.test("images that are not of the model's size are refused, for training and for validation", async () => {
  const message = /4×4×1.*got 4×5×1/;
  await refused({}, { name: "RangeError", message }, { set: wide });
  await refused({ validation: wide }, { name: "RangeError", message: /^validation images/ });
});

Deno.test('loss "bce" is refused if the output is not a sigmoid', async () => {
  const message = /^loss "bce" needs a sigmoid output, this network's is tanh$/;
  await refused({ loss: "bce" }, { name: "RangeError", message }, {
    model: tiny({ output: "tanh" }),
  });
});

Deno.test("a variational autoencoder may be trained as a plain one", async () => {
  const model = tinyVariational();
  await fit(model, images, { epochs: 1, seed: 1, loss: "bce" });
  model.dispose();
});

const notNumbers: [string, (value: unknown) => Record<string, unknown>][] = [
  ["epochs", (epochs) => ({ epochs })],
  ["batchSize", (batchSize) => ({ batchSize })],
  ["seed", (seed) => ({ seed })],
  ["learningRate", (learningRate) => ({ learningRate })],
  ["everySeconds", (everySeconds) => ({ checkpoint: { file: "x", everySeconds } })],
  ["beta1", (beta1) => ({ optimizer: { kind: "adam", beta1 } })],
  ["weightDecay", (weightDecay) => ({ optimizer: { kind: "adamw", weightDecay } })],
  ["warmUpEpochs", (warmUpEpochs) => ({ schedule: { kind: "constant", warmUpEpochs } })],
  ["floor", (floor) => ({ schedule: { kind: "cosine", floor } })],
  ["factor", (factor) => ({ schedule: { kind: "plateau", factor } })],
  ["patience", (patience) => ({ schedule: { kind: "plateau", patience } })],
  ["minimum", (minimum) => ({ schedule: { kind: "plateau", minimum } })],
  ["clip norm", (norm) => ({ clip: { norm } })],
  ["patience", (patience) => ({ earlyStopping: { patience } })],
  ["minDelta", (minDelta) => ({ earlyStopping: { patience: 3, minDelta } })],
  ["beta", (beta) => ({ loss: { kind: "elbo", beta } })],
];

Deno.test("an option that must be a number is refused as text or as true, with its name", async () => {
  for (const [name, withValue] of notNumbers) {
    for (const value of ["1", true]) {
      const message = `${name} must be a number, got ${JSON.stringify(value)}`;
      await refused(withValue(value), { name: "TypeError", message });
    }
  }
  await refused({ epochs: undefined }, {
    name: "TypeError",
    message: "epochs must be a number, got undefined",
  });
  await refused({ checkpoint: { file: 7 } }, {
    name: "TypeError",
    message: "checkpoint.file must be a path or a file URL, got 7",
  });
});
