import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { type Autoencoder, fit, type FitOptions, type Monitor, progressBar } from "@autoencoders";
import { readSafetensors, writeSafetensors } from "../../lib/files/mod.ts";
import { endFigure } from "../../lib/figures/live/live_curves.ts";
import { warnings } from "../helpers/warnings.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { tiny, tinyVariational } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const images = crosses(64, 1), options = { epochs: 3, batchSize: 16, seed: 1 };

function write(weight: Autoencoder["weights"][number], values: Float32Array): void {
  const tensor = tf.tensor(values, weight.shape as number[]);
  weight.write(tensor);
  tensor.dispose();
}

/** A monitor that makes a number of weight `index` `value` after batch `batch` of epoch `epoch`. */
function breaking(
  model: Autoencoder,
  { epoch, batch, index = 2, value = NaN }: {
    epoch: number;
    batch: number;
    index?: number;
    value?: number;
  },
): Monitor {
  return {
    batch(progress) {
      if (progress.epoch !== epoch || progress.batch !== batch) return;
      const weight = model.weights[index], values = weight.read().dataSync<"float32">();
      write(weight, values.with(0, value));
    },
  };
}

/** `fit` with its warnings. */
async function fitted(model: Autoencoder, extra: Partial<FitOptions>) {
  const { result: history, texts } = await warnings(() =>
    fit(model, images, { ...options, ...extra })
  );
  model.dispose();
  return { history, texts };
}

const networks: Record<string, () => Autoencoder> = {
  "a dense network": () => tiny(),
  "batch normalisation": () => tiny({ batchNormalization: true, dropout: 0.1 }),
  "a variational network": () => tinyVariational(),
};
for (const [name, build] of Object.entries(networks)) {
  for (const value of [NaN, Infinity, -Infinity]) {
    for (const batch of [2, 4]) {
      Deno.test(`${name}: ${value} after batch ${batch} of 4 ends the run as diverged`, async () => {
        const model = build();
        // In the last epoch, after the last batch, no later loss could show it.
        const { history, texts } = await fitted(model, {
          monitor: breaking(model, { epoch: 3, batch, value }),
        });
        strictEqual(history.ended, "diverged");
        strictEqual(history.records.length, 2);
        const { epoch, step, where, lastLoss, message } = history.divergence!;
        deepStrictEqual([epoch, step], [3, 8 + (batch === 4 ? 4 : 3)]);
        ok(/^the (weights|output) of encoder_\d/.test(where) && Number.isFinite(lastLoss), message);
        match(
          message,
          new RegExp(`epoch 3, batch \\d of 4; .* in ${where}; the loss .* ${lastLoss}\\.`),
        );
        deepStrictEqual(texts, [`the training diverged: ${message}`]);
      });
    }
  }
}

for (const optimizer of ["adam", "adamw", "momentum"] as const) {
  for (const loss of ["bce", "mse"] as const) {
    Deno.test(`${optimizer} with ${loss} and any too high learning rate completes with finite numbers or diverges`, async () => {
      for (const learningRate of [1, 1e10, 1e20, 1e30, 3e38]) {
        const model = tiny({ batchNormalization: learningRate === 1e20 });
        let weights: number[][] = [];
        const monitor = { end: () => void (weights = weightsOf(model)) };
        const { history } = await fitted(model, { learningRate, optimizer, loss, monitor });
        ok(["completed", "diverged"].includes(history.ended));
        ok(history.records.every((record) => Number.isFinite(record.loss)));
        if (history.ended === "completed") ok(weights.flat().every(Number.isFinite));
      }
    });
  }
}

Deno.test("a validation loss that is not finite ends the run; an optimiser's state too", async () => {
  const model = tiny({ output: "linear" }), huge = crosses(20, 2);
  // The training images avoid what the validation images have.
  const validation = huge.with(huge.pixels.fill(255)),
    dark = images.with(images.pixels.map(() => 0));
  const augment = () => dark;
  const monitor: Monitor = {
    batch: () => write(model.weights[0], new Float32Array(16 * 8).fill(3e38)),
  };
  const { history } = await fitted(model, { augment, validation, monitor });
  match(
    history.divergence!.message,
    /^the validation loss became .* batch 4 of 4; .* the output of/,
  );

  // Gradients of 1e29, whose squares Adam adds up.
  const inflated = tiny({ output: "linear" });
  write(inflated.weights[0], new Float32Array(16 * 8).fill(1e15));
  const run = await fitted(inflated, { loss: "mse" });
  match(run.history.divergence!.message, /^the optimiser's state became .* found in its \S+\/v;/);
});

Deno.test("with early stopping a run that diverged has the weights of its best epoch", async () => {
  const model = tiny();
  let weights: number[][] = [];
  const monitor = [breaking(model, { epoch: 3, batch: 4 }), {
    end: () => void (weights = weightsOf(model)),
  }];
  const { history } = await fitted(model, { monitor, earlyStopping: { patience: 9 } });
  deepStrictEqual([history.ended, history.restoredEpoch], ["diverged", 2]);
  ok(weights.flat().every(Number.isFinite));
});

Deno.test("a checkpoint is not overwritten by numbers that are not finite", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run.safetensors"), checkpoint = { file, everySeconds: 0 };
  for (const batch of [2, 4]) {
    const model = tiny(), stop = new AbortController();
    const monitor = [breaking(model, { epoch: 3, batch }), {
      batch: ({ epoch, batch: done }: { epoch: number; batch: number }) => {
        if (epoch === 3 && done === batch) stop.abort();
      },
    }];
    const { history } = await fitted(model, { monitor, checkpoint, signal: stop.signal });
    strictEqual(history.ended, "diverged", "not interrupted: its weights are NaN");
    const { tensors, metadata } = await readSafetensors(file);
    for (const { values } of tensors.values()) ok([...values].every(Number.isFinite));
    strictEqual(JSON.parse(metadata.checkpoint).finished, undefined);
    strictEqual((await fitted(tiny(), { checkpoint })).history.ended, "completed", "it resumes");
    await Deno.remove(file);
  }
});

Deno.test("a checkpoint with NaN, which earlier versions wrote, is refused", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "run.safetensors"), checkpoint = { file };
  await fitted(tiny(), { checkpoint });
  const stored = await readSafetensors(file);
  const [name, { values }] = [...stored.tensors][3];
  values[0] = NaN;
  await writeSafetensors(file, stored);
  const model = tiny(), before = weightsOf(model);
  await rejects(fit(model, images, { ...options, checkpoint }), {
    name: "SyntaxError",
    message: new RegExp(`${name} has numbers that are NaN or infinite`),
  });
  deepStrictEqual(weightsOf(model), before);
  model.dispose();
});

Deno.test("a network with NaN is refused before the first batch", async () => {
  await using folder = await temporaryFolder();
  for (const checkpoint of [undefined, { file: join(folder.path, "run.safetensors") }]) {
    const model = tiny();
    write(model.weights[1], new Float32Array(8).fill(NaN));
    await rejects(fit(model, images, { ...options, checkpoint }), {
      name: "RangeError",
      message: /before the first batch.* the weights of encoder_2_dense/,
    });
    ok(!checkpoint || !existsSync(checkpoint.file));
    model.dispose();
  }
});

Deno.test("a history, a progress bar and live curves say that a run diverged, and where", async () => {
  const model = tiny(), lines: string[] = [];
  const bar = progressBar({ write: (text) => lines.push(text), redraw: false });
  const { history } = await fitted(model, {
    monitor: [breaking(model, { epoch: 2, batch: 1 }), bar],
  });
  match(Deno.inspect(history), /1 epoch, diverged: the loss became NaN at epoch 2, batch 2 of 4/);
  match(lines.at(-1)!, /^diverged after 1 epoch/);
  match(
    endFigure(history, "loss")["text/plain"],
    /^Diverged \(the loss became NaN at epoch 2,.*\): 1/,
  );
});

Deno.test("with checkFinite the error names the batch, the layer and the loss before; the weights stay finite", async () => {
  const model = tiny({ output: "linear" });
  await rejects(fit(model, images, { ...options, learningRate: 1e30, checkFinite: true }), {
    name: "RangeError",
    message:
      /^the loss became (NaN|Infinity) at epoch 1, batch 2 of 4;.*(encoder|decoder)_\d.*0\.\d/,
  });
  ok(weightsOf(model).flat().every(Number.isFinite));
  model.dispose();
});

Deno.test("early stopping without restoreBest: a run whose last step breaks a weight diverged in that step", async () => {
  const model = tiny(), spec = { patience: 1, minDelta: 1e9, restoreBest: false };
  const monitor = breaking(model, { epoch: 2, batch: 4 });
  const { history } = await fitted(model, { monitor, earlyStopping: spec });
  deepStrictEqual([history.ended, history.records.length], ["diverged", 2]);
  match(history.divergence!.message, /^a weight became .* at epoch 2, batch 4 of 4;/);
});
