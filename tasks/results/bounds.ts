/**
 * `deno task bounds [--row NAME]… [--seeds 1,2,3] [--epochs N] [--train-count N] [--again] [--pages]
 * [--folder FOLDER]`: trains the variational networks on the whole of MNIST, measures their bounds in
 * nats, prints them, and writes results/bounds.json and, from it, results/README.md.
 *
 * What is trained already is not trained again, and a run that is cut goes on where it was. The
 * options mean what they mean for `deno task results`.
 *
 * @module
 */
import {
  boundRecipeOf,
  boundRecipes,
  type BoundRow,
  readBounds,
  reductionOf,
  replaceRow,
  trainBound,
  writeBounds,
} from "@autoencoders/results";
import { updateResults } from "./update_results.ts";
import { checkpointOf, fromCheckpoint } from "./checkpoints.ts";
import { runTask } from "../project.ts";
import { isUpToDate } from "./row_choice.ts";
import { type TrainingRun, trainRuns } from "./training_runs.ts";

/** One network with one seed; false where it was interrupted. */
async function one(run: TrainingRun): Promise<boolean> {
  const { name, seed, label, told } = run, { epochs, trainCount, folder } = told;
  const recipe = boundRecipeOf(name), images = await run.images({ name: "mnist" });
  const rows = await readBounds(folder);
  if (isUpToDate(run, rows, reductionOf(recipe, images, { epochs, trainCount }))) {
    console.log(`${label}: there already`);
    return true;
  }
  const trained = await fromCheckpoint(
    run,
    rows,
    (sitting) => trainBound(recipe, seed, { images, epochs, trainCount, ...sitting }),
  );
  if (!trained) return false;
  console.log(`${label}: ${sentence(trained.row)}`);
  await updateResults(folder, async () => {
    await writeBounds(inOrder(replaceRow(await readBounds(folder), trained.row)), folder);
  });
  trained.model.dispose();
  await Deno.remove(checkpointOf(run));
  return true;
}

/** In the order of the recipes, then of the seeds. */
function inOrder(rows: BoundRow[]): BoundRow[] {
  const names = boundRecipes.map(({ name }) => name);
  return rows.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name) || a.seed - b.seed);
}

function sentence(row: BoundRow): string {
  const { nats, bitsPerPixel, samples, importanceNats, importanceBitsPerPixel } = row;
  return `${row.data}, ${row.images}: −ELBO ${nats.toFixed(2)} nats ` +
    `(distortion ${row.distortion.toFixed(2)} + rate ${row.rate.toFixed(2)}, ` +
    `${bitsPerPixel.toFixed(4)} bits a pixel); with ${samples} samples ` +
    `${importanceNats.toFixed(2)} nats (${importanceBitsPerPixel.toFixed(4)} bits a pixel); ` +
    `${row.active} of ${row.latent} numbers active; n = ${row.n}, ${row.seconds.toFixed(0)} s, ` +
    row.machine;
}

/** Trains what the arguments name; the exit code. */
export const main = (args = Deno.args): Promise<number> => trainRuns("bounds", one, args);

if (import.meta.main) await runTask(main);
