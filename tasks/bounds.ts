/**
 * `deno task bounds [--row NAME]… [--seeds 1,2,3] [--epochs N] [--train-count N] [--again] [--pages]
 * [--folder FOLDER]`: trains the variational networks on the whole of MNIST, measures their bounds in
 * nats, prints them, and writes results/bounds.json and, from it, RESULTS.md.
 *
 * What is trained already is not trained again, and a run that is cut goes on where it was. The
 * options mean what they mean for `deno task results`.
 *
 * @module
 */
import { join } from "@std/path";
import {
  type BoundRecipe,
  boundRecipeOf,
  boundRecipes,
  type BoundRow,
  isDone,
  progressBar,
  readBounds,
  recipeImages,
  reductionOf,
  trainBound,
  useBackend,
  withRow,
  writeBounds,
} from "@autoencoders";
import { withLock } from "./lock.ts";
import { build, runTask, secondsSince } from "./project.ts";
import { readResultsArguments, type ResultsArguments } from "./results_arguments.ts";
import { remaining } from "./results_remaining.ts";
import { writePages } from "./write_results.ts";

async function main(): Promise<number> {
  const told = readResultsArguments(Deno.args, "bounds");
  const start = performance.now();
  await useBackend();
  const stop = new AbortController();
  Deno.addSignalListener("SIGINT", () => stop.abort());
  const runs = told.pages
    ? []
    : told.rows.flatMap((name) => told.seeds.map((seed) => ({ name, seed })));
  for (const { name, seed } of runs) {
    if (!await one(boundRecipeOf(name), seed, told, stop.signal)) {
      console.error(`${name}, seed ${seed}: interrupted; the same command goes on from here`);
      return 130;
    }
  }
  await writePages(told.folder);
  console.log(`bounds: ${runs.length} runs, ${secondsSince(start)}`);
  return 0;
}

/** One network with one seed; false where it was interrupted. */
async function one(
  recipe: BoundRecipe,
  seed: number,
  { epochs, trainCount, again, folder }: ResultsArguments,
  signal: AbortSignal,
): Promise<boolean> {
  const images = await recipeImages({ data: { name: "mnist" } });
  const wanted = {
    ...{ name: recipe.name, seed },
    reduced: reductionOf(recipe, images, { epochs, trainCount }),
  };
  const label = `${recipe.name}, seed ${seed}`;
  if (!again && isDone(await readBounds(folder), wanted)) {
    console.log(`${label}: there already`);
    return true;
  }
  const name = [recipe.name, seed, epochs, trainCount].join("-");
  const file = join(build, "results", `${name}.checkpoint`);
  const trained = await trainBound(recipe, seed, {
    ...{ images, epochs, trainCount, signal, checkpoint: { file } },
    monitor: [progressBar({ label }), ...(Deno.stderr.isTerminal() ? [] : [remaining(label)])],
  });
  if (!trained) return false;
  console.log(`${label}: ${sentence(trained.row)}`);
  await withLock(join(build, "results.lock"), async () => {
    await writeBounds(inOrder(withRow(await readBounds(folder), trained.row)), folder);
  });
  trained.model.dispose();
  await Deno.remove(file);
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

if (import.meta.main) await runTask(main);
