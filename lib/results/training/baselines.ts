import { useBackend } from "../../backend/mod.ts";
import { evaluate, type Evaluation, fitPca, type Pca } from "../../evaluation/mod.ts";
import { buildAutoencoder } from "../../models/mod.ts";
import { machineName } from "./hardware.ts";
import type { Recipe } from "../recipes/recipe.ts";
import type { RecipeImages } from "./recipe_data.ts";
import { figuresOf, type ResultRow } from "../rows/result.ts";

/** PCA with as many components as each of the code sizes, largest first computed, at no further cost. */
export async function pcaRows(
  images: RecipeImages,
  latents: readonly number[],
): Promise<ResultRow[]> {
  await useBackend();
  const startedAt = performance.now();
  const whole: Pca = fitPca(images.train, Math.max(...latents));
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const rows: ResultRow[] = [];
  for (const latent of latents) {
    const pca = whole.withComponents(latent);
    const parameters = pca.mean.length + pca.components.length;
    rows.push({
      ...await baseline(evaluate(pca, images.test), images),
      ...{ name: pca.name, parameters, trainImages: images.train.count, seconds },
    });
  }
  return rows;
}

/** The network of a recipe as its seed draws it, before any training. */
export async function untrainedRow(
  recipe: Recipe,
  images: RecipeImages,
  seed: number,
): Promise<ResultRow> {
  await useBackend(); // before any weight is made: stock tfjs takes minutes for a convolution
  const model = buildAutoencoder(recipe.network(), seed);
  try {
    return {
      ...await baseline(evaluate(model, images.test), images),
      ...{ name: `untrained ${recipe.name}`, parameters: model.countParams(), seed },
    };
  } finally {
    model.dispose();
  }
}

async function baseline(evaluation: Evaluation, images: RecipeImages): Promise<ResultRow> {
  return {
    ...{ name: evaluation.name, source: "baseline", data: images.name, split: "test" },
    ...{ ...figuresOf(evaluation), parameters: 0, epochs: 0, trainImages: 0, seconds: 0 },
    ...{ dataHash: images.hash, machine: machineName(await useBackend()) },
  };
}
