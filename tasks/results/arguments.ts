import { parseArgs } from "node:util";
import { boundRecipes, recipes, resultsFolder } from "@autoencoders/results";
import { TaskError } from "../project.ts";

/** What `deno task results` or `deno task bounds` was told. */
export interface ResultsArguments {
  /** names of recipes; all unless told */
  rows: string[];
  seeds: number[];
  epochs?: number;
  trainCount?: number;
  holdOut?: number;
  again: boolean;
  folder: string;
  pages: boolean;
}

const tasks = {
  results: { names: recipes.map(({ name }) => name), holdOut: " [--hold-out N]" },
  bounds: { names: boundRecipes.map(({ name }) => name), holdOut: "" },
};

/**
 * @param task whose arguments they are; `bounds` knows no --hold-out
 * @throws {TaskError} an argument is unknown or out of range; the message names it
 */
export function readResultsArguments(
  args: string[],
  task: keyof typeof tasks = "results",
): ResultsArguments {
  const { names, holdOut } = tasks[task];
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
    if (!holdOut && values["hold-out"] !== undefined) {
      throw new TaskError(`--hold-out ${values["hold-out"]}: ${task} holds nothing out`);
    }
    const rows = values.row.flatMap((row) => row.split(",")).filter(Boolean);
    const unknown = rows.find((row) => !names.includes(row));
    if (unknown !== undefined) {
      throw new TaskError(`--row must be of ${names.join(", ")}, got ${unknown}`);
    }
    return {
      rows: rows.length > 0 ? names.filter((name) => rows.includes(name)) : names,
      seeds: values.seeds.split(",").map((seed) => whole("--seeds", seed, 0)!),
      epochs: whole("--epochs", values.epochs),
      trainCount: whole("--train-count", values["train-count"]),
      holdOut: whole("--hold-out", values["hold-out"]),
      again: values.again,
      pages: values.pages,
      folder: values.folder,
    };
  } catch (error) {
    throw new TaskError(
      `${(error as Error).message}\nusage: deno task ${task} [--row NAME]… [--seeds 1,2,3] ` +
        `[--epochs N] [--train-count N]${holdOut} [--again] [--pages] [--folder FOLDER]`,
    );
  }
}

function whole(name: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < least || value > 0xffff_ffff) {
    throw new TaskError(`${name} must be a whole number of at least ${least}, got ${text}`);
  }
  return value;
}
