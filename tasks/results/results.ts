/**
 * `deno task results [--row NAME]… [--seeds 1,2,3] [--epochs N] [--train-count N]`: trains every
 * network of the results table on the whole real data, measures it, and writes results/results.json,
 * results/README.md and the table in README.md from it.
 *
 * What is trained already is not trained again, and a run that is cut goes on where it was. The pages
 * are written with each row, so that they agree however the run ends.
 *
 * - `--row`: this network alone; may come several times
 * - `--seeds`: 1 unless told; with several, the pages give their mean and spread
 * - `--epochs`, `--train-count`: other than the recipe says; the row is marked as reduced, and never
 *   takes the place of a full one, nor does its picture
 * - `--hold-out`: takes so many images out of the training set, measures on these, writes nothing: for
 *   choosing between recipes, which the test set must not do
 * - `--again`: trains also what is there
 * - `--folder`: writes into another folder than `results`, and checkpoints there too
 * - `--pages`: trains nothing, writes the pages from results.json
 *
 * @module
 */
import {
  pcaRows,
  readResults,
  type Recipe,
  type RecipeImages,
  recipeOf,
  recipes,
  reductionOf,
  replaceRow,
  type ResultRow,
  savePretrained,
  type Trained,
  trainRecipe,
  untrainedRow,
  writeResults,
} from "@autoencoders/results";
import { updateResults } from "./update_results.ts";
import { checkpointOf, fromCheckpoint } from "./checkpoints.ts";
import { runTask } from "../project.ts";
import { writeFigure } from "./figures.ts";
import { givesPicture, isUpToDate, keepsWeights } from "./row_choice.ts";
import { type TrainingRun, trainRuns } from "./training_runs.ts";

/** One network with one seed; false where it was interrupted. */
async function one(run: TrainingRun): Promise<boolean> {
  const { name, seed, label, told } = run, { epochs, trainCount, holdOut, folder } = told;
  const recipe = recipeOf(name), images = await run.images(recipe.data);
  const rows = await readResults(folder);
  if (isUpToDate(run, rows, reductionOf(recipe, images, told))) {
    console.log(`${label}: there already`);
    return true;
  }
  const trained = await fromCheckpoint(
    run,
    rows,
    (sitting) => trainRecipe(recipe, seed, { images, epochs, trainCount, holdOut, ...sitting }),
  );
  if (!trained) return false;
  console.log(`${label}: ${sentence(trained)}`);
  await recordResult(recipe, images, trained, folder);
  trained.model.dispose();
  await Deno.remove(checkpointOf(run));
  return true;
}

function sentence({ evaluation, history }: Trained): string {
  const { bce, mse, psnr, ssim, pixelAccuracy, deadUnits, n } = evaluation;
  return `BCE ${bce.toFixed(5)}, MSE ${mse.toFixed(5)}, PSNR ${psnr.toFixed(2)}, ` +
    `SSIM ${ssim.toFixed(4)}, pixels right ${pixelAccuracy.toFixed(4)}, dead ${deadUnits}; ` +
    `${n} images, ${(history.last!.elapsedMs / 1000).toFixed(0)} s`;
}

/** Puts a trained network's row, baselines, weights and picture where they belong. */
async function recordResult(
  recipe: Recipe,
  images: RecipeImages,
  { model, row }: Trained,
  folder: string,
): Promise<void> {
  if (!row) return;
  const baselines = await baselineRows(recipe, images, row.seed!, await readResults(folder));
  await updateResults(folder, async () => {
    const before = await readResults(folder);
    if (recipe.shipped && keepsWeights(before, row)) {
      row.kept = await savePretrained(model, images.test, recipe.shipped, folder);
    }
    if (givesPicture(before, row)) await writeFigure(recipe.name, model, images.test, folder);
    await writeResults([...baselines, row].reduce(withNew, before), folder);
  });
}

/** The rows with a new one; of a network's rows only the newest with kept weights says so. */
function withNew(rows: ResultRow[], row: ResultRow): ResultRow[] {
  const others = rows.map((other) =>
    row.kept && other.name === row.name && other.seed !== row.seed
      ? { ...other, kept: undefined }
      : other
  );
  return replaceRow(others, row);
}

/** PCA with as many components where it is not among the rows, and the network before any training. */
async function baselineRows(
  recipe: Recipe,
  images: RecipeImages,
  seed: number,
  rows: readonly ResultRow[],
): Promise<ResultRow[]> {
  const has = (name: string) => rows.some((row) => row.name === name && row.data === images.name);
  const latents = [
    ...new Set(
      recipes.filter(({ data }) => JSON.stringify(data) === JSON.stringify(recipe.data))
        .map(({ network }) => network().latent),
    ),
  ].toSorted((a, b) => a - b);
  const missing = latents.filter((latent) => !has(`PCA-${latent}`));
  const pca = missing.length > 0 ? await pcaRows(images, missing) : [];
  // Whatever stands there may be of an older recipe; measuring it again takes seconds.
  return [...pca, await untrainedRow(recipe, images, seed)];
}

/** Trains what the arguments name; the exit code. */
export const main = (args = Deno.args): Promise<number> => trainRuns("results", one, args);

if (import.meta.main) await runTask(main);
