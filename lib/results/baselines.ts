import { useBackend } from "../backend/mod.ts";
import { evaluate, type Evaluation, fitPca } from "../evaluation/mod.ts";
import { buildAutoencoder } from "../models/mod.ts";
import type { RecipeImages } from "./images.ts";
import { evaluatedFields } from "./metrics.ts";
import type { Recipe } from "./recipes/recipe.ts";
import type { ResultRow } from "./rows.ts";
import { hardwareName } from "./train.ts";

/** A row of PCA for each number of components, all from one decomposition. */
export async function pcaRows(
  images: RecipeImages,
  latents: readonly number[],
): Promise<ResultRow[]> {
  await useBackend();
  const startedAt = performance.now();
  const largest = fitPca(images.train, Math.max(...latents));
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const rows: ResultRow[] = [];
  for (const latent of latents) {
    const pca = largest.withComponents(latent);
    rows.push({
      ...await baselineRow(evaluate(pca, images.test), images),
      parameters: pca.mean.length + pca.components.length,
      trainImages: images.train.count,
      seconds,
    });
  }
  return rows;
}

/** A row of the network of a recipe with its initial weights. */
export async function untrainedRow(
  recipe: Recipe,
  images: RecipeImages,
  seed: number,
): Promise<ResultRow> {
  await useBackend(); // before the weights exist: a convolution takes stock tfjs minutes
  const model = buildAutoencoder({ ...recipe.network(), name: recipe.name }, seed);
  try {
    return {
      ...await baselineRow(evaluate(model, images.test), images),
      name: `untrained ${recipe.name}`,
      parameters: model.countParams(),
      seed,
    };
  } finally {
    model.dispose();
  }
}

async function baselineRow(evaluation: Evaluation, images: RecipeImages): Promise<ResultRow> {
  const backend = await useBackend();
  return {
    name: evaluation.name,
    source: "baseline",
    data: images.name,
    split: "test",
    ...evaluatedFields(evaluation),
    parameters: 0,
    epochs: 0,
    trainImages: 0,
    seconds: 0,
    dataHash: images.hash,
    hardware: hardwareName(backend),
    threads: backend.threads,
  };
}
