import { join } from "@std/path";
import { type FitOptions, type Monitor, progressBar } from "@autoencoders";
import { isProjectFolder } from "./project_folder.ts";
import { build } from "../project.ts";
import { remaining } from "./remaining.ts";
import type { TrainingRun } from "./training_runs.ts";

/** Where a run's state is written; runs into another folder of results have files of their own. */
export function checkpointOf(
  { name, seed, told }: Pick<TrainingRun, "name" | "seed" | "told">,
): string {
  const { epochs, trainCount, holdOut, folder } = told;
  return join(
    isProjectFolder(folder) ? join(build, "results") : join(folder, "checkpoints"),
    `${[name, seed, epochs, trainCount, holdOut].join("-")}.checkpoint`,
  );
}

/** What {@linkcode fromCheckpoint} gives to a training. */
export type Sitting = Required<Pick<FitOptions, "checkpoint" | "signal" | "monitor">>;

/** What {@linkcode fromCheckpoint} must know of a training's outcome. */
interface Outcome {
  model: { dispose(): void };
  row?: { seconds: number };
}

/**
 * Trains from a run's checkpoint on, or from the start where there is none.
 *
 * A run can be killed after its row was written and before its checkpoint was removed. Training it
 * again must not return what lies there: it begins anew.
 *
 * @param rows those that are written
 * @returns undefined where it was interrupted
 */
export async function fromCheckpoint<T extends Outcome>(
  run: TrainingRun,
  rows: readonly { name: string; seed?: number; seconds: number }[],
  train: (sitting: Sitting) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { name, seed, label, signal } = run, file = checkpointOf(run);
  let batches = 0;
  const counting: Monitor = { batch: () => void batches++ };
  const sitting = { checkpoint: { file }, signal, monitor: [counting, ...watching(label)] };
  const trained = await train(sitting);
  const written = batches === 0 &&
    rows.some((row) =>
      row.name === name && row.seed === seed && row.seconds === trained?.row?.seconds
    );
  if (!trained || !written) return trained;
  trained.model.dispose();
  await Deno.remove(file);
  return await train(sitting);
}

/** What a run is watched with: a progress bar, and in a log now and then the time that is left. */
function watching(label: string): Monitor[] {
  return [progressBar({ label }), ...(Deno.stderr.isTerminal() ? [] : [remaining(label)])];
}
