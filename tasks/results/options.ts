import { parseArgs } from "node:util";
import { resultsFolder } from "@autoencoders/results";
import { requireInteger } from "../../lib/require.ts";
import { TaskError } from "../project.ts";

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
  command: "results" | "bounds",
  names: readonly string[],
): ResultsOptions {
  const canHoldOut = command === "results";
  try {
    const { values } = parseArgs({
      args,
      options: {
        row: { type: "string", multiple: true, default: [] },
        seeds: { type: "string", default: "1" },
        epochs: { type: "string" },
        "train-count": { type: "string" },
        "hold-out": { type: "string" },
        again: { type: "boolean", default: false },
        pages: { type: "boolean", default: false },
        folder: { type: "string", default: resultsFolder() },
      },
    });
    if (!canHoldOut && values["hold-out"] !== undefined) {
      throw new TaskError(`--hold-out is not an option of ${command}`);
    }
    const rows = values.row.flatMap((row) => row.split(",")).filter(Boolean);
    const unknown = rows.find((row) => !names.includes(row));
    if (unknown !== undefined) {
      throw new TaskError(`--row must be one of ${names.join(", ")}, got ${unknown}`);
    }
    return {
      rows: names.filter((name) => rows.length === 0 || rows.includes(name)),
      seeds: values.seeds.split(",").map((seed) => integer("--seeds", seed, 0)),
      epochs: optionalInteger("--epochs", values.epochs),
      trainCount: optionalInteger("--train-count", values["train-count"]),
      holdOut: optionalInteger("--hold-out", values["hold-out"]),
      again: values.again,
      pages: values.pages,
      folder: values.folder,
    };
  } catch (error) {
    throw new TaskError(
      `${(error as Error).message}\nusage: deno task ${command} [--row NAME]… [--seeds 1,2,3] ` +
        `[--epochs N] [--train-count N]${canHoldOut ? " [--hold-out N]" : ""} [--again] ` +
        "[--pages] [--folder FOLDER]",
    );
  }
}

function integer(name: string, text: string, least: number): number {
  const value = text.trim() === "" ? NaN : Number(text);
  requireInteger(name, Number.isNaN(value) ? text : value, least, MAXIMUM);
  return value;
}

function optionalInteger(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : integer(name, text, 1);
}
