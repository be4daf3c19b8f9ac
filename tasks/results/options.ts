import { type MeasuredRow, resultsFolder, type RowFile } from "@autoencoders/results";
import { integerOption, readArguments, withUsage } from "../options.ts";
import { typedPath } from "../project.ts";

/** The options of `deno task results` and `deno task bounds`. */
export interface ResultsOptions {
  /** names of recipes; default all */
  rows: string[];
  seeds: number[];
  epochs?: number;
  trainCount?: number;
  holdOut?: number;
  again: boolean;
  folder: string;
  pages: boolean;
}

/** The largest seed. */
const MAXIMUM = 0xffff_ffff;

/**
 * Reads the options of a command.
 *
 * @param names of the recipes that `--row` may name
 * @throws {TaskError} an option is unknown or out of range; the message names it
 */
export function readOptions(
  args: string[],
  command: RowFile<MeasuredRow>["name"],
  names: readonly string[],
): ResultsOptions {
  const canHoldOut = command === "results";
  const usage = `usage: deno task ${command} [--row NAME]… [--seeds 1,2,3] [--epochs N] ` +
    `[--train-count N]${canHoldOut ? " [--hold-out N]" : ""} [--again] [--pages] [--folder FOLDER]`;
  const config = {
    args,
    options: {
      row: { type: "string", multiple: true },
      seeds: { type: "string" },
      epochs: { type: "string" },
      "train-count": { type: "string" },
      ...(canHoldOut ? { "hold-out": { type: "string" as const } } : {}),
      again: { type: "boolean", default: false },
      pages: { type: "boolean", default: false },
      folder: { type: "string" },
    },
  } as const;
  return withUsage(usage, () =>
    readArguments(config, ({ values }) => {
      const { folder, pages, row = [], ...training } = values;
      const given = Object.entries({ row: row.length > 0, ...training }).find(([, value]) => value);
      if (pages && given) throw new RangeError(`--pages trains nothing: omit --${given[0]}`);
      const rows = row.flatMap((names) => names.split(",").map((name) => name.trim()));
      const unknown = rows.find((row) => !names.includes(row));
      if (unknown !== undefined) {
        throw new RangeError(`--row must be one of ${names.join(", ")}, got "${unknown}"`);
      }
      return {
        rows: names.filter((name) => rows.length === 0 || rows.includes(name)),
        seeds: readSeeds(values.seeds ?? "1"),
        epochs: optionalInteger("--epochs", values.epochs),
        trainCount: optionalInteger("--train-count", values["train-count"]),
        holdOut: optionalInteger("--hold-out", values["hold-out"] as string | undefined),
        again: values.again,
        pages,
        folder: folder === undefined ? resultsFolder() : typedPath("--folder", folder),
      };
    }));
}

/** The seeds that `--seeds` lists. */
export function readSeeds(text: string): number[] {
  const seeds = text.split(",").map((seed) => integerOption("--seeds", seed, 0, MAXIMUM));
  if (new Set(seeds).size < seeds.length) {
    throw new RangeError(`--seeds must be different, got ${text}`);
  }
  return seeds;
}

function optionalInteger(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : integerOption(name, text, 1, MAXIMUM);
}
