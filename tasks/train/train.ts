/**
 * `deno task train SETTINGS.json|RECIPE --out FOLDER [--seed N] [--data NAME|FOLDER] [--epochs N]
 * [--threads N]`: trains one network once, measures it on the test images, and writes to its folder
 *
 * - `settings.json`: all that the trial depends on
 * - `log.jsonl`: an object a line, as it happens: `start`, `epoch`, `end`
 * - `model.safetensors`: the trained network
 * - `row.parquet`: one row with the metrics; it is written last, so that where it is, the trial is done
 *
 * The same command does nothing where the trial is done, resumes it where it was interrupted or killed, and waits
 * where another process is at it.
 *
 * - `SETTINGS.json`: see tasks/train/README.md
 * - `RECIPE`: a network of the results table, trained on its data
 * - `--seed`: default 1
 * - `--data`: a data set by name, or a folder of pictures with the subfolders `train` and `test`; instead of
 *   that of the settings
 * - `--epochs`: instead of those of the settings
 * - `--threads`: of the backend; the same number gives the same bits
 *
 * @module
 */
import { integerOption, readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask, typedPath } from "../project.ts";
import { dataBefore, dataOf, readSettings, recipeNames } from "./settings.ts";
import { runTrial } from "./trial.ts";

const usage = "usage: deno task train SETTINGS.json|RECIPE --out FOLDER [--seed N] " +
  "[--data NAME|FOLDER] [--epochs N] [--threads N]\n" +
  `RECIPE: ${recipeNames.join(", ")}`;

/** Trains as the arguments say; returns the exit code: 0, or 130 if interrupted. */
export async function train(args: string[]): Promise<number> {
  const { source, data, epochs, ...options } = withUsage(usage, () => readOptions(args));
  const settings = await readSettings(source);
  const changed = {
    ...settings,
    ...data && { data: { binary: dataBefore(settings)?.binary, ...data } },
    ...epochs && { training: { ...settings.training, epochs } },
  };
  return await orTaskError(runTrial(changed, options));
}

/** @throws {RangeError} an argument is wrong; the message names it */
export function readOptions(args: string[]) {
  const config = {
    args,
    allowPositionals: true,
    options: {
      out: { type: "string" },
      seed: { type: "string", default: "1" },
      data: { type: "string" },
      epochs: { type: "string" },
      threads: { type: "string" },
    },
  } as const;
  return readArguments(config, ({ values, positionals }) => {
    if (positionals.length !== 1) {
      throw new RangeError(`expected SETTINGS.json or RECIPE, got ${positionals.length} arguments`);
    }
    const { out, seed, data, epochs, threads } = values, [source] = positionals;
    if (out === undefined) throw new RangeError("--out FOLDER is missing");
    const named = data === undefined ? undefined : dataOf(data);
    return {
      source: recipeNames.includes(source) ? source : typedPath("SETTINGS.json", source),
      out: typedPath("--out", out),
      seed: integerOption("--seed", seed, 0, 0xffff_ffff),
      data: named?.folder === undefined ? named : { folder: typedPath("--data", named.folder) },
      epochs: epochs === undefined ? undefined : integerOption("--epochs", epochs),
      threads: threads === undefined ? undefined : integerOption("--threads", threads, 1, 64),
    };
  });
}

if (import.meta.main) await runTask(() => train(Deno.args));
