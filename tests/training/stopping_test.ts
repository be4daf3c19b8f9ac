import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { type EpochRecord, fit, type Monitor } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

// Few images and many epochs: the network learns them by heart and the validation loss turns up.
const options = {
  epochs: 200,
  batchSize: 4,
  seed: 3,
  learningRate: 0.02,
  validation: crosses(40, 2),
};
const few = crosses(8, 1);

Deno.test("early stopping ends the run and brings the best epoch's weights back", async () => {
  const model = tiny();
  const weights: number[][][] = [];
  const monitor: Monitor = { epoch: () => void weights.push(weightsOf(model)) };
  const history = await fit(model, few, { ...options, monitor, earlyStopping: { patience: 3 } });
  strictEqual(history.ended, "early");
  const { records } = history, best = history.best!;
  strictEqual(records.length, best.epoch + 3);
  strictEqual(history.restoredEpoch, best.epoch);
  deepStrictEqual(weightsOf(model), weights[best.epoch - 1]);
  model.dispose();
});

Deno.test("the best weights come back after the last epoch too, unless told not to", async () => {
  for (const restoreBest of [true, false]) {
    const model = tiny();
    let atEnd: number[][] = [];
    const epoch = ({ epoch }: EpochRecord) => {
      if (epoch === 30) atEnd = weightsOf(model);
    };
    const history = await fit(model, few, {
      ...options,
      epochs: 30,
      monitor: { epoch },
      earlyStopping: { patience: Infinity, restoreBest },
    });
    strictEqual(history.ended, "completed");
    ok(history.best!.epoch < 30);
    strictEqual(history.restoredEpoch, restoreBest ? history.best!.epoch : undefined);
    if (restoreBest) notDeepStrictEqual(weightsOf(model), atEnd);
    else deepStrictEqual(weightsOf(model), atEnd);
    model.dispose();
  }
});

Deno.test("an interruption brings the best weights back too, and a checkpoint goes on from the latest", async () => {
  const run = { ...options, epochs: 30, earlyStopping: { patience: Infinity } };
  const folder = await Deno.makeTempDir(), checkpoint = { file: join(folder, "run.checkpoint") };
  try {
    const whole = tiny(), cut = tiny(), stop = new AbortController(), bests: number[][][] = [];
    const { records, restoredEpoch } = await fit(whole, few, run);
    const monitor: Monitor = {
      epoch: () => void bests.push(weightsOf(cut)),
      batch: ({ epoch, batch }) => {
        if (epoch === 26 && batch === 1) stop.abort();
      },
    };
    const first = await fit(cut, few, { ...run, checkpoint, monitor, signal: stop.signal });
    deepStrictEqual([first.ended, first.records.length], ["interrupted", 25]);
    ok(first.restoredEpoch! < 25);
    strictEqual(first.restoredEpoch, first.best!.epoch);
    deepStrictEqual(weightsOf(cut), bests[first.restoredEpoch! - 1]);
    const second = await fit(cut, few, { ...run, checkpoint });
    deepStrictEqual(second.records.map(({ loss }) => loss), records.map(({ loss }) => loss));
    strictEqual(second.restoredEpoch, restoredEpoch);
    deepStrictEqual(weightsOf(cut), weightsOf(whole));
    [whole, cut].forEach((model) => model.dispose());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("without validation the training loss decides; a small gain is none under minDelta", async () => {
  const model = tiny();
  const { validation: _, ...rest } = options;
  const history = await fit(model, few, {
    ...rest,
    learningRate: 1e-5,
    earlyStopping: { patience: 2, minDelta: 0.1 },
  });
  strictEqual(history.ended, "early");
  strictEqual(history.records.length, 3);
  model.dispose();
});
