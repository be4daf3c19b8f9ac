/**
 * `deno task results [--row NAME]… [--seeds 1,2,3] [--epochs N] [--train-count N] [--hold-out N]
 * [--again] [--pages] [--folder FOLDER]`: trains every network of the results table on its whole data
 * set, measures it, and writes results/results.json, results/README.md and the table in README.md.
 *
 * `deno task bounds`, with the same options but `--hold-out`, does the same for the variational
 * networks and their bounds in nats: results/bounds.json and results/README.md.
 *
 * Networks that are already trained are not trained again, and an interrupted run is resumed. The pages
 * are written with each row. Several processes may run at once: a run that one of them is training is
 * left to it, and taken over if it ends without a row.
 *
 * - `--row`: only this network; may be repeated
 * - `--seeds`: default 1; for several, the pages give mean and standard deviation
 * - `--epochs`, `--train-count`: instead of those of the recipe; the row is marked as reduced, and neither
 *   it nor its figure replaces that of a full run
 * - `--hold-out`: holds this many images out of the training set, measures on them and writes nothing:
 *   for choosing between recipes, for which the test set must not be used
 * - `--again`: also trains networks that are already trained
 * - `--pages`: trains nothing, only writes the pages; takes no other option but `--folder`
 * - `--folder`: writes to this folder instead of `results`, checkpoints included
 *
 * @module
 */
import { useBackend } from "@autoencoders";
import {
  type MeasuredRow,
  type NetworkRecipe,
  readRows,
  type RecipeData,
  type RecipeImages,
  recipeImages,
  reductionOf,
  type Trained,
  writeRows,
} from "@autoencoders/results";
import { orTaskError, runTask, secondsSince, TaskError } from "../project.ts";
import { checkpointOf, lockOf, trainFromCheckpoint, type TrainingRun } from "./checkpoints.ts";
import { updateResults } from "./folder.ts";
import { readOptions, type ResultsOptions } from "./options.ts";
import { lockRun, type RunLock, waitForRun } from "./run_lock.ts";
import { boundRows, hasRow, replaceRow, type RowKind, trainingRows } from "./row_kinds.ts";

/**
 * Trains the rows that the options name, one after another.
 *
 * @param load loads the images of a recipe; called once for each data set
 * @returns the exit code: 0, or 130 if interrupted
 * @throws {TaskError} an option does not fit the data, a file is damaged or missing, a training fails
 */
export async function trainRows<
  R extends NetworkRecipe,
  Row extends MeasuredRow,
  T extends Trained<Row>,
>(
  kind: RowKind<R, Row, T>,
  options: ResultsOptions,
  load: (data: RecipeData) => Promise<RecipeImages> = recipeImages,
): Promise<number> {
  const startedAt = performance.now(), { folder, holdOut, pages, seeds } = options;
  if (holdOut === undefined) {
    await orTaskError(updateResults(folder), kind.file.name);
  }
  const named = pages ? [] : kind.recipes.filter(({ name }) => options.rows.includes(name));
  const runs = named.flatMap((recipe) => seeds.map((seed) => ({ recipe, seed })));
  const loaded = new Map<string, Promise<RecipeImages>>();
  const images = (data: RecipeData) => {
    const key = JSON.stringify(data), promise = loaded.get(key) ?? load(data);
    loaded.set(key, promise);
    return promise;
  };
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  // Only now: while waiting for the lock of another process, Ctrl-C ends this one.
  Deno.addSignalListener("SIGINT", interrupt);
  try {
    if (runs.length > 0) await orTaskError(useBackend());
    const { signal } = controller;
    // As they are now: a row that another process replaces from here on is not trained again.
    const before = await orTaskError(readRows(kind.file, folder), kind.file.name);
    const work = async (job: Job<R>, lock: RunLock) => {
      await using _held = lock;
      return await isTrained(kind, job, before, images) || await trainRow(kind, job, images);
    };
    const interrupted = ({ run: { label } }: Job<R>) => {
      console.error(`${label}: interrupted; run the same command again to resume`);
      return 130;
    };
    const elsewhere: Job<R>[] = [];
    for (const [i, { recipe, seed }] of runs.entries()) {
      const label = `${i + 1}/${runs.length} ${recipe.name}, seed ${seed}`;
      const run = { name: recipe.name, seed, label, options, signal }, job = { recipe, run };
      if (await orTaskError(isTrained(kind, job, before, images), label)) continue;
      const lock = await orTaskError(lockRun(lockOf(run)), label);
      if (typeof lock === "string") {
        console.error(`${label}: is being trained by ${lock}; continuing with the other runs`);
        elsewhere.push(job);
      } else if (!await orTaskError(work(job, lock), label)) return interrupted(job);
    }
    for (const job of elsewhere) {
      const lock = await orTaskError(waitForRun(lockOf(job.run), job.run), job.run.label);
      if (!lock || !await orTaskError(work(job, lock), job.run.label)) return interrupted(job);
    }
  } finally {
    Deno.removeSignalListener("SIGINT", interrupt);
  }
  console.log(`${kind.file.name}: ${runs.length} runs, ${secondsSince(startedAt)}`);
  return 0;
}

/** A run and the recipe that it trains. */
interface Job<R extends NetworkRecipe> {
  recipe: R;
  run: TrainingRun;
}

/**
 * Whether a run has nothing to do, which is then said: it has a row and should not be trained again, or
 * another process has just done so.
 *
 * @param before the rows when the command began
 * @throws {TaskError} an option does not fit the data
 */
async function isTrained<R extends NetworkRecipe, Row extends MeasuredRow, T extends Trained<Row>>(
  { file }: RowKind<R, Row, T>,
  { recipe, run }: Job<R>,
  before: readonly Row[],
  load: (data: RecipeData) => Promise<RecipeImages>,
): Promise<boolean> {
  const { name, seed, label, options } = run, { epochs, trainCount, holdOut } = options;
  const images = await load(recipe.data);
  requireEnough(images, recipe.data.name, options);
  const rows = await readRows(file, options.folder);
  // Without the saved weights, which another seed may have taken over.
  const ofRun = (rows: readonly Row[]) =>
    JSON.stringify(
      rows.filter((row) => row.name === name && row.seed === seed),
      (key, value) => key === "pretrained" ? undefined : value,
    );
  const again = options.again && ofRun(rows) === ofRun(before);
  const current = { ...run, options: { ...options, again } };
  const reduced = reductionOf(recipe, images, { epochs, trainCount, holdOut });
  if (!isUpToDate(current, rows, reduced)) return false;
  console.log(`${label}: already trained`);
  return true;
}

/** One network with one seed; false if it was interrupted. */
async function trainRow<
  R extends NetworkRecipe,
  Row extends MeasuredRow,
  T extends Trained<Row>,
>(
  kind: RowKind<R, Row, T>,
  { recipe, run }: Job<R>,
  load: (data: RecipeData) => Promise<RecipeImages>,
): Promise<boolean> {
  const { seed, label, options } = run, { epochs, trainCount, holdOut, folder } = options;
  const images = await load(recipe.data), rows = await readRows(kind.file, folder);
  const trained = await trainFromCheckpoint(
    run,
    rows,
    (resumed) => kind.train(recipe, seed, { images, epochs, trainCount, holdOut, ...resumed }),
  );
  if (!trained) return false;
  try {
    console.log(`${label}: ${kind.describe(trained)}`);
    const { row } = trained;
    if (row) {
      const known = await readRows(kind.file, folder);
      const baselines = await kind.baselines?.(recipe, images, seed, known) ?? [];
      await updateResults(folder, async () => {
        const before = baselines.reduce(replaceRow, await readRows(kind.file, folder));
        const after = await kind.addRow(before, { recipe, images, trained, row, folder });
        await writeRows(kind.file, after, folder);
      });
    }
  } finally {
    trained.model.dispose();
  }
  await Deno.remove(checkpointOf(run));
  return true;
}

/** @throws {TaskError} an option asks for more images than there are */
function requireEnough(
  { train: { count } }: RecipeImages,
  dataset: string,
  { trainCount, holdOut }: ResultsOptions,
): void {
  if (trainCount !== undefined && trainCount > count) {
    throw new TaskError(`--train-count must be in 1–${count} for ${dataset}, got ${trainCount}`);
  }
  const most = (trainCount ?? count) - 1;
  if (holdOut !== undefined && holdOut > most) {
    throw new TaskError(
      `--hold-out must be in 1–${most}, to leave an image to train on, got ${holdOut}`,
    );
  }
}

/**
 * Whether a run has nothing to do: its row is there and it should not be trained again.
 *
 * @param reduced how the run deviates from its recipe, if it does
 * @throws {TaskError} there is a row of a full run, which this one would not replace
 */
export function isUpToDate(
  { name, seed, label, options }: Omit<TrainingRun, "signal">,
  rows: Parameters<typeof hasRow>[0],
  reduced: string | undefined,
): boolean {
  if (options.holdOut !== undefined) return false; // writes no row
  if (!options.again) return hasRow(rows, { name, seed, reduced });
  if (reduced && hasRow(rows, { name, seed, reduced: undefined })) {
    throw new TaskError(
      `${label}: there is a row of a full run, which a reduced run (${reduced}) does not replace; ` +
        "choose another --folder or other --seeds",
    );
  }
  return false;
}

/** `results …` or `bounds …`; returns the exit code. */
export function main([command, ...args]: string[] = Deno.args): Promise<number> {
  return command === "bounds" ? run(boundRows, args) : run(trainingRows, args);
}

async function run<R extends NetworkRecipe, Row extends MeasuredRow, T extends Trained<Row>>(
  kind: RowKind<R, Row, T>,
  args: string[],
): Promise<number> {
  const names = kind.recipes.map(({ name }) => name);
  return await trainRows(kind, readOptions(args, kind.file.name, names));
}

if (import.meta.main) await runTask(main);
