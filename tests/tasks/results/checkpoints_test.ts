import { ok, strictEqual } from "node:assert/strict";
import { join, resolve } from "@std/path";
import { resultsFolder, trainRecipe } from "@autoencoders/results";
import { checkpointOf, fromCheckpoint } from "../../../tasks/results/checkpoints.ts";
import { build } from "../../../tasks/project.ts";
import { readResultsArguments } from "../../../tasks/results/arguments.ts";
import type { TrainingRun } from "../../../tasks/results/training_runs.ts";
import { fewImages as images, tinyRecipe } from "../../helpers/trial_data.ts";

function runInto(folder: string, label = "tiny"): TrainingRun {
  return {
    ...{ name: "tiny", seed: 1, label, told: readResultsArguments(["--folder", folder]) },
    ...{ images: () => Promise.resolve(images), signal: new AbortController().signal },
  };
}

Deno.test("a finished checkpoint is taken up once: not when its row is written already", async () => {
  const folder = await Deno.makeTempDir(), run = runInto(folder);
  let batches = 0;
  const trained = async (rows: { name: string; seed?: number; seconds: number }[]) => {
    batches = 0;
    const { row, model } =
      (await fromCheckpoint(run, rows, ({ monitor, ...sitting }) =>
        trainRecipe(tinyRecipe, 1, {
          ...{ images, ...sitting },
          monitor: [...[monitor].flat(), { batch: () => void batches++ }],
        })))!;
    model.dispose();
    return row!;
  };
  const old = { name: "tiny", seed: 1, seconds: 99 };
  const row = await trained([old]);
  ok(batches > 0);
  // Killed before the row was written: the same command takes what was trained.
  strictEqual((await trained([old])).seconds, row.seconds);
  strictEqual(batches, 0);
  // Killed after it: trained anew.
  await trained([old, row]);
  ok(batches > 0);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("runs into another folder never meet the checkpoints of the project's own", () => {
  const own = checkpointOf(runInto(resultsFolder()));
  ok(own.startsWith(resolve(build)));
  ok(checkpointOf(runInto("elsewhere")).startsWith(join("elsewhere", "checkpoints")));
});
