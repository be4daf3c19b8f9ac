/**
 * `deno task sweep SWEEP.json --out FOLDER [--processes N | --dask tcp://HOST:PORT | --list]
 * [--threads N]`: trains a network for each combination of settings and seeds, each as `deno task train` in a
 * folder of its own, and gathers their rows in `FOLDER/sweep.parquet`. What is already trained is not trained
 * again.
 *
 * - `SWEEP.json`: the settings of a training with `vary`, which lists the values of some of them, and `seeds`:
 *   see tasks/train/README.md
 * - `--processes`: so many at a time on this machine; default one for each core
 * - `--dask`: on the workers of this Dask scheduler
 * - `--list`: trains nothing, but prints the command line of each training, for Slurm, GNU parallel and others;
 *   without it, the same command gathers the rows afterwards
 * - `--threads`: of each training; default 1, so that the numbers are the same however the sweep is run
 *
 * @module
 */
import { join, resolve } from "@std/path";
import { writeAtomic } from "../../lib/files/mod.ts";
import { type Call, shellLine } from "../calls/call.ts";
import { callOptions, readCallOptions } from "../calls/options.ts";
import { runCalls } from "../calls/run_calls.ts";
import { isWritten } from "../is_written.ts";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, typedPath } from "../project.ts";
import { gatherRows, tableOf } from "./gather.ts";
import { type Combination, readSweep } from "./combinations.ts";
import { ROW } from "./trial.ts";

const usage = "usage: deno task sweep SWEEP.json --out FOLDER " +
  "[--processes N | --dask tcp://HOST:PORT | --list] [--threads N]";

/** Trains as the arguments say; returns the text that the task prints. */
export async function sweep(args: string[]): Promise<string> {
  const { source, out, threads, list, ...where } = withUsage(usage, () => readOptions(args));
  const { combinations, seeds } = await readSweep(source);
  const trials = combinations.flatMap((combination) =>
    seeds.map((seed) => ({ combination, seed, ...callOf(combination, seed, { out, threads }) }))
  );
  await orTaskError(writeSettings(combinations, out));
  if (list) return trials.map(({ call }) => shellLine(call)).join("\n");
  await runCalls(trials.map(({ call }) => call), where);
  const frame = gatherRows(trials), file = join(out, "sweep.parquet");
  await orTaskError(writeAtomic(file, frame.writeParquet()));
  return `${
    tableOf(frame, Object.keys(combinations[0].values).length)
  }\n\n${file}: ${trials.length} rows`;
}

function callOf(
  { name }: Combination,
  seed: number,
  { out, threads }: { out: string; threads: number },
): { call: Call; folder: string } {
  const folder = join(out, `${name},seed=${seed}`);
  const options = ["--seed", `${seed}`, "--out", folder, "--threads", `${threads}`];
  return {
    folder,
    call: {
      name: `${name}, seed ${seed}`,
      args: ["tasks/train/train.ts", join(out, `${name}.json`), ...options],
      result: join(folder, ROW),
    },
  };
}

/** Writes the settings of each combination; those that are there must be the same. */
async function writeSettings(combinations: readonly Combination[], out: string): Promise<void> {
  for (const { name, settings } of combinations) {
    const file = join(out, `${name}.json`), text = JSON.stringify(settings, null, 2) + "\n";
    const refusal = `${file} has the settings of another sweep: choose another --out`;
    if (!await isWritten(file, text, refusal)) await writeAtomic(file, text);
  }
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: {
      ...callOptions,
      out: { type: "string" },
      threads: { type: "string", default: "1" },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 1) {
      throw new RangeError(`expected SWEEP.json, got ${positionals.length} arguments`);
    }
    if (values.out === undefined) throw new RangeError("--out FOLDER is missing");
    return {
      ...readCallOptions(values),
      source: typedPath("SWEEP.json", positionals[0]),
      out: resolve(typedPath("--out", values.out)), // the calls may run in other folders
      threads: integerOption("--threads", values.threads, 1, 64),
    };
  });
}

if (import.meta.main) await runTask(async () => console.log(await sweep(Deno.args)));
