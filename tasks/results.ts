/**
 * `deno task results [--row NAME]… [--seeds 1,2,3] [--epochs N] [--train-count N]`: trains every
 * network of the results table on the whole real data, measures it, and writes results/results.json,
 * RESULTS.md and the table in README.md from it.
 *
 * What is trained already is not trained again, and a run that is cut goes on where it was.
 *
 * - `--row`: this network alone; may come several times
 * - `--seeds`: 1 unless told; with several, the pages give their mean and spread
 * - `--epochs`, `--train-count`: less than the recipe says; the row is marked as reduced, and never
 *   takes the place of a full one
 * - `--hold-out`: takes so many images out of the training set, measures on these, writes nothing: for
 *   choosing between recipes, which the test set must not do
 * - `--again`: trains also what is there
 * - `--pages`: trains nothing, writes the pages from results.json
 *
 * @module
 */
import { join } from "@std/path";
import {
  isDone,
  keepModel,
  pcaRows,
  readResults,
  type Recipe,
  type RecipeImages,
  recipeOf,
  recipes,
  reductionOf,
  type ResultRow,
  type Trained,
  trainRecipe,
  untrainedRow,
  withRow,
  writeResults,
} from "@autoencoders";
import { withLock } from "./lock.ts";
import { build, runTask } from "./project.ts";
import { writeFigure } from "./results_figures.ts";
import { interrupted, type TrainingRun, trainRuns, watching } from "./training_runs.ts";

/** One network with one seed; false where it was interrupted. */
async function one({ name, seed, position, told, images: load, signal }: TrainingRun) {
  const recipe = recipeOf(name), label = `${position} ${name}, seed ${seed}`;
  const images = await load(recipe.data);
  const { epochs, trainCount, holdOut, folder } = told;
  const wanted = { name: recipe.name, seed, reduced: reductionOf(recipe, images, told) };
  if (!told.again && holdOut === undefined && isDone(await readResults(folder), wanted)) {
    console.log(`${label}: there already`);
    return true;
  }
  if (holdOut === undefined) await addBaselines(recipe, seed, images, folder);
  const file = join(
    build,
    "results",
    `${[recipe.name, seed, epochs, trainCount, holdOut].join("-")}.checkpoint`,
  );
  const trained = await trainRecipe(recipe, seed, {
    ...{ images, epochs, trainCount, holdOut, signal, checkpoint: { file } },
    monitor: watching(label),
  });
  if (!trained) return interrupted(label);
  console.log(`${label}: ${sentence(trained)}`);
  await settle(recipe, images, trained, folder);
  trained.model.dispose();
  await Deno.remove(file);
  return true;
}

function sentence({ evaluation, history }: Trained): string {
  const { bce, mse, psnr, ssim, pixelAccuracy, deadUnits, n } = evaluation;
  return `BCE ${bce.toFixed(5)}, MSE ${mse.toFixed(5)}, PSNR ${psnr.toFixed(2)}, ` +
    `SSIM ${ssim.toFixed(4)}, pixels right ${pixelAccuracy.toFixed(4)}, dead ${deadUnits}; ` +
    `${n} images, ${(history.last!.elapsedMs / 1000).toFixed(0)} s`;
}

/** Puts a trained network's row, weights and picture where they belong. */
async function settle(
  recipe: Recipe,
  images: RecipeImages,
  { model, row }: Trained,
  folder: string,
): Promise<void> {
  if (!row) return;
  const before = (await readResults(folder)).find((other) => other.name === row.name && other.kept);
  // The weights of one seed are kept: the first that was trained, unless it was reduced and this is not.
  const better = !before || before.seed === row.seed || before.reduced && !row.reduced;
  const loses = before && !before.reduced && row.reduced;
  if (recipe.shipped && better && !loses) {
    row.kept = await keepModel(model, images.test, recipe.shipped, folder);
  }
  if (better && !loses) await writeFigure(recipe.name, model, images.test, folder);
  await add(row, folder);
}

/** Puts a row into results.json; of a network's rows only the newest with kept weights says so. */
async function add(row: ResultRow, folder: string): Promise<void> {
  await withLock(join(build, "results.lock"), async () => {
    const rows = (await readResults(folder)).map((other) =>
      row.kept && other.name === row.name && other.seed !== row.seed
        ? { ...other, kept: undefined }
        : other
    );
    await writeResults(withRow(rows, row), folder);
  });
}

/** PCA with as many components, and the network before any training. */
async function addBaselines(
  recipe: Recipe,
  seed: number,
  images: RecipeImages,
  folder: string,
): Promise<void> {
  const rows = await readResults(folder);
  const has = (name: string) => rows.some((row) => row.name === name && row.data === images.name);
  const latents = [
    ...new Set(
      recipes.filter(({ data }) => JSON.stringify(data) === JSON.stringify(recipe.data))
        .map(({ network }) => network().latent),
    ),
  ].toSorted((a, b) => a - b);
  const missing = latents.filter((latent) => !has(`PCA-${latent}`));
  for (const row of missing.length ? await pcaRows(images, missing) : []) await add(row, folder);
  // Whatever stands there may be of an older recipe; measuring it again takes seconds.
  await add(await untrainedRow(recipe, images, seed), folder);
}

if (import.meta.main) await runTask(() => trainRuns("results", one));
