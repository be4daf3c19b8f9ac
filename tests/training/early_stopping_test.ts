import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { fit, type Monitor } from "@autoencoders";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, stopAfter, weightsOf } from "../helpers/training_data.ts";

// Few images and many epochs: the network overfits, and the validation loss rises again.
const few = crosses(8, 1);
const options = {
  epochs: 200,
  batchSize: 4,
  seed: 3,
  learningRate: 0.02,
  validation: crosses(40, 2),
};

/** Keeps the weights at the end of every epoch. */
function recordWeights(model: ReturnType<typeof tiny>) {
  const weights: number[][][] = [];
  const monitor: Monitor = { epoch: () => void weights.push(weightsOf(model)) };
  return { weights, monitor };
}

Deno.test("early stopping ends the run `patience` epochs after the best, whose weights it restores", async () => {
  const model = tiny(), { weights, monitor } = recordWeights(model);
  const history = await fit(model, few, { ...options, monitor, earlyStopping: { patience: 3 } });
  strictEqual(history.ended, "early");
  const { records } = history, best = history.best!;
  strictEqual(records.length, best.epoch + 3);
  strictEqual(history.restoredEpoch, best.epoch);
  deepStrictEqual(weightsOf(model), weights[best.epoch - 1]);
  model.dispose();
});

for (const restoreBest of [true, false]) {
  const kept = restoreBest ? "the best epoch" : "the last epoch, if restoreBest is false";
  Deno.test(`after all epochs the weights are those of ${kept}`, async () => {
    const model = tiny(), { weights, monitor } = recordWeights(model);
    const earlyStopping = { patience: Infinity, restoreBest };
    const history = await fit(model, few, { ...options, epochs: 30, monitor, earlyStopping });
    strictEqual(history.ended, "completed");
    const best = history.best!.epoch;
    ok(best < 30);
    strictEqual(history.restoredEpoch, restoreBest ? best : undefined);
    notDeepStrictEqual(weights[best - 1], weights[29]);
    deepStrictEqual(weightsOf(model), weights[restoreBest ? best - 1 : 29]);
    model.dispose();
  });
}

Deno.test("an interruption restores the best weights too; the checkpoint resumes from the latest", async () => {
  await using folder = await temporaryFolder();
  const checkpoint = { file: join(folder.path, "run.safetensors") };
  const run = { ...options, epochs: 30, earlyStopping: { patience: Infinity } };
  const whole = tiny(), model = tiny(), { weights, monitor } = recordWeights(model);
  const expected = await fit(whole, few, run);
  const stop = stopAfter(25 * 2 + 1);
  const first = await fit(model, few, {
    ...run,
    checkpoint,
    signal: stop.signal,
    monitor: [monitor, stop.monitor as Monitor],
  });
  deepStrictEqual([first.ended, first.records.length], ["interrupted", 25]);
  ok(first.restoredEpoch! < 25);
  strictEqual(first.restoredEpoch, first.best!.epoch);
  deepStrictEqual(weightsOf(model), weights[first.restoredEpoch! - 1]);
  const second = await fit(model, few, { ...run, checkpoint });
  const losses = ({ records }: typeof first) => records.map(({ loss }) => loss);
  deepStrictEqual(losses(second), losses(expected));
  strictEqual(second.restoredEpoch, expected.restoredEpoch);
  deepStrictEqual(weightsOf(model), weightsOf(whole));
  [whole, model].forEach((network) => network.dispose());
});

Deno.test("without a validation the training loss decides; a gain below minDelta does not count", async () => {
  const model = tiny();
  const history = await fit(model, few, {
    ...options,
    validation: undefined,
    learningRate: 1e-5,
    earlyStopping: { patience: 2, minDelta: 0.1 },
  });
  strictEqual(history.ended, "early");
  strictEqual(history.records.length, 3);
  model.dispose();
});
