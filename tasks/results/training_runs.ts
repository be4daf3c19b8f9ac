import { type RecipeData, type RecipeImages, recipeImages } from "@autoencoders/results";
import { useBackend } from "@autoencoders";
import { updateResults } from "./update_results.ts";
import { asTaskError, secondsSince, TaskError } from "../project.ts";
import { readResultsArguments, type ResultsArguments } from "./arguments.ts";

/** One training of a task that trains many networks, each with many seeds. */
export interface TrainingRun {
  /** of the recipe */
  name: string;
  seed: number;
  /** "2/7 ours-32, seed 1": what every line about it begins with */
  label: string;
  told: ResultsArguments;
  /** a recipe's images, loaded once for all runs */
  images: (data: RecipeData) => Promise<RecipeImages>;
  /** Ctrl-C */
  signal: AbortSignal;
}

/**
 * Trains what the arguments of `deno task results` or `deno task bounds` name, one after another.
 *
 * The pages are written at the start, as a run that was killed may have left them behind its rows, and
 * by `one` with each row: however this ends, rows and pages agree.
 *
 * @param one trains one of them; false where it was interrupted
 * @returns the exit code: 130 where it was interrupted
 * @throws {TaskError} an option does not fit the data, a file is damaged or missing, a training fails
 */
export async function trainRuns(
  task: "results" | "bounds",
  one: (run: TrainingRun) => Promise<boolean>,
  args: string[],
): Promise<number> {
  const told = readResultsArguments(args, task), { folder } = told;
  const start = performance.now();
  const stop = new AbortController();
  if (told.holdOut === undefined) {
    await updateResults(folder).catch((error) => {
      throw asTaskError(error, task);
    });
  }
  // Not before: a wait for another process's lock is to be ended in the usual way.
  Deno.addSignalListener("SIGINT", () => stop.abort());
  await useBackend();
  const runs = told.pages
    ? []
    : told.rows.flatMap((name) => told.seeds.map((seed) => ({ name, seed })));
  const loaded = new Map<string, Promise<RecipeImages>>();
  const images = (data: RecipeData) => {
    const key = JSON.stringify(data), known = loaded.get(key) ?? imagesFor(data, told);
    loaded.set(key, known);
    return known;
  };
  for (const [i, run] of runs.entries()) {
    const label = `${i + 1}/${runs.length} ${run.name}, seed ${run.seed}`;
    const done = one({ ...run, label, told, images, signal: stop.signal });
    const completed = await done.catch((error) => {
      throw asTaskError(error, label);
    });
    if (!completed) {
      console.error(`${label}: interrupted; the same command goes on from here`);
      return 130;
    }
  }
  console.log(`${task}: ${runs.length} runs, ${secondsSince(start)}`);
  return 0;
}

/** A recipe's images, of which there must be as many as the options want. */
async function imagesFor(
  data: RecipeData,
  { trainCount, holdOut }: ResultsArguments,
): Promise<RecipeImages> {
  const images = await recipeImages({ data }), { count } = images.train;
  if (trainCount !== undefined && trainCount > count) {
    throw new TaskError(`--train-count must be in 1–${count} for ${data.name}, got ${trainCount}`);
  }
  const most = (trainCount ?? count) - 1;
  if (holdOut !== undefined && holdOut > most) {
    throw new TaskError(`--hold-out must leave an image to train on: 1–${most}, got ${holdOut}`);
  }
  return images;
}
