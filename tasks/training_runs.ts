import {
  type Monitor,
  progressBar,
  type RecipeData,
  type RecipeImages,
  recipeImages,
  useBackend,
} from "@autoencoders";
import { secondsSince } from "./project.ts";
import { readResultsArguments, type ResultsArguments } from "./results_arguments.ts";
import { remaining } from "./results_remaining.ts";
import { writePages } from "./write_results.ts";

/** One training of a task that trains many networks, each with many seeds. */
export interface TrainingRun {
  /** of the recipe */
  name: string;
  seed: number;
  /** "2/7": the second of seven */
  position: string;
  told: ResultsArguments;
  /** a recipe's images, loaded once for all runs */
  images: (data: RecipeData) => Promise<RecipeImages>;
  /** Ctrl-C */
  signal: AbortSignal;
}

/**
 * Trains what the arguments of `deno task results` or `deno task bounds` name, one after another, then
 * writes the pages.
 *
 * @param one trains one of them; false where it was interrupted
 * @returns the exit code: 130 where it was interrupted
 */
export async function trainRuns(
  task: "results" | "bounds",
  one: (run: TrainingRun) => Promise<boolean>,
): Promise<number> {
  const told = readResultsArguments(Deno.args, task);
  const start = performance.now();
  await useBackend();
  const stop = new AbortController();
  Deno.addSignalListener("SIGINT", () => stop.abort());
  const runs = told.pages
    ? []
    : told.rows.flatMap((name) => told.seeds.map((seed) => ({ name, seed })));
  const loaded = new Map<string, Promise<RecipeImages>>();
  const images = (data: RecipeData) => {
    const key = JSON.stringify(data), known = loaded.get(key) ?? recipeImages({ data });
    loaded.set(key, known);
    return known;
  };
  for (const [i, run] of runs.entries()) {
    const position = `${i + 1}/${runs.length}`;
    if (!await one({ ...run, position, told, images, signal: stop.signal })) return 130;
  }
  if (told.holdOut === undefined) await writePages(told.folder);
  console.log(`${task}: ${runs.length} runs, ${secondsSince(start)}`);
  return 0;
}

/** Says that a run was interrupted, as `one` of {@linkcode trainRuns} answers then. */
export function interrupted(label: string): false {
  console.error(`${label}: interrupted; the same command goes on from here`);
  return false;
}

/** What a run is watched with: a progress bar, and in a log now and then the time that is left. */
export function watching(label: string): Monitor[] {
  return [progressBar({ label }), ...(Deno.stderr.isTerminal() ? [] : [remaining(label)])];
}
