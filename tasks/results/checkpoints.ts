import { join } from "@std/path";
import { type FitOptions, type Monitor, progressBar } from "@autoencoders";
import type { MeasuredRow, Trained } from "@autoencoders/results";
import { duration } from "../../lib/progress/mod.ts";
import { build } from "../project.ts";
import { isProjectFolder } from "./folder.ts";
import type { ResultsOptions } from "./options.ts";

/** A training of one network with one seed. */
export interface TrainingRun {
  /** of the recipe */
  name: string;
  seed: number;
  /** "2/7 ours-32, seed 1": at the start of every line about it */
  label: string;
  options: ResultsOptions;
  /** Ctrl-C */
  signal: AbortSignal;
}

/** The file with the state of a run; each folder of results has its own checkpoints. */
export function checkpointOf(
  { name, seed, options }: Pick<TrainingRun, "name" | "seed" | "options">,
): string {
  const { epochs, trainCount, holdOut, folder } = options;
  return join(
    isProjectFolder(folder) ? join(build, "results") : join(folder, "checkpoints"),
    `${[name, seed, epochs, trainCount, holdOut].join("-")}.checkpoint`,
  );
}

/** The file that a process locks while it works on a run. */
export function lockOf(run: Parameters<typeof checkpointOf>[0]): string {
  return `${checkpointOf(run)}.lock`;
}

/** The options that {@linkcode trainFromCheckpoint} passes to a training. */
export type RunOptions = Required<Pick<FitOptions, "checkpoint" | "signal" | "monitor">>;

/**
 * Trains a run from its checkpoint, or from the start if there is none.
 *
 * A run that was killed between writing its row and removing its checkpoint leaves a finished
 * checkpoint behind. Its result is already in `rows`, so the run starts again without the checkpoint.
 *
 * @returns undefined if it was interrupted
 */
export async function trainFromCheckpoint<T extends Trained<MeasuredRow>>(
  run: TrainingRun,
  rows: readonly Pick<MeasuredRow, "name" | "seed" | "seconds">[],
  train: (options: RunOptions) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { name, seed, label, signal } = run, file = checkpointOf(run);
  let batches = 0;
  const counter: Monitor = { batch: () => void batches++ };
  const monitor = [counter, progressBar({ label })];
  // On a terminal the progress bar says how much time is left.
  if (!Deno.stderr.isTerminal()) monitor.push(timeLeft(label));
  const options = { checkpoint: { file }, signal, monitor };
  const trained = await train(options);
  const written = batches === 0 &&
    rows.some((row) =>
      row.name === name && row.seed === seed && row.seconds === trained?.row?.seconds
    );
  if (!trained || !written) return trained;
  trained.model.dispose();
  await Deno.remove(file);
  return await train(options);
}

/** The shortest time between two lines in a log. */
const INTERVAL_MS = 60_000;

/** A monitor for logs that says once a minute how long the run will still take. */
function timeLeft(label: string): Monitor {
  let lastMs = performance.now();
  return {
    batch({ epoch, remainingMs }) {
      if (performance.now() - lastMs < INTERVAL_MS) return;
      lastMs = performance.now();
      console.error(`${label}  epoch ${epoch}, ${duration(remainingMs)} left`);
    },
  };
}
