import { ok, strictEqual } from "node:assert/strict";
import { join, resolve } from "@std/path";
import { type MeasuredRow, resultsFolder, trainRecipe } from "@autoencoders/results";
import { build } from "../../../tasks/project.ts";
import {
  checkpointOf,
  trainFromCheckpoint,
  type TrainingRun,
} from "../../../tasks/results/checkpoints.ts";
import { readOptions } from "../../../tasks/results/options.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { fewImages as images, tinyRecipe } from "../../helpers/trial_data.ts";

function runInto(folder: string): TrainingRun {
  return {
    name: "tiny",
    seed: 1,
    label: "tiny",
    options: readOptions(["--folder", folder], "results", ["tiny"]),
    signal: new AbortController().signal,
  };
}

Deno.test("a finished checkpoint is used unless its row is already written", () =>
  inTempFolder(async (folder) => {
    let batches = 0;
    const counter = { batch: () => void batches++ };
    const train = async (rows: Pick<MeasuredRow, "name" | "seed" | "seconds">[]) => {
      batches = 0;
      const { row, model } =
        (await trainFromCheckpoint(runInto(folder), rows, ({ monitor, ...options }) =>
          trainRecipe(tinyRecipe, 1, {
            images,
            ...options,
            monitor: [...[monitor].flat(), counter],
          })))!;
      model.dispose();
      return row!;
    };
    const earlier = { name: "tiny", seed: 1, seconds: 99 };
    const row = await train([earlier]);
    ok(batches > 0);
    // Killed before the row was written: the same command uses what was trained.
    strictEqual((await train([earlier])).seconds, row.seconds);
    strictEqual(batches, 0);
    // Killed after it: trained again.
    await train([earlier, row]);
    ok(batches > 0);
  }));

Deno.test("runs into another folder have separate checkpoints", () => {
  ok(checkpointOf(runInto(resultsFolder())).startsWith(resolve(build)));
  ok(checkpointOf(runInto("elsewhere")).startsWith(join("elsewhere", "checkpoints")));
});
