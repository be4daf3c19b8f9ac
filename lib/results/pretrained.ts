import { basename, join } from "@std/path";
import { evaluate } from "../evaluation/mod.ts";
import { ignoreNotFound, litterReason, orFileError, toPath } from "../files/mod.ts";
import type { ImageSet } from "../images.ts";
import { type Autoencoder, loadAutoencoder, type Precision } from "../models/mod.ts";
import { sixDigits } from "./metrics.ts";
import { recipes } from "./recipes/recipes.ts";
import { resultsFolder, type SavedWeights } from "./rows.ts";
import { requireString } from "../require.ts";

const EXTENSION = ".safetensors";

/**
 * Saves a trained network to a folder of results and measures what its rounded weights reach on the
 * test set.
 */
export async function savePretrained(
  model: Autoencoder,
  test: ImageSet,
  precision: Precision,
  folder: string | URL = resultsFolder(),
): Promise<SavedWeights> {
  const path = join(toPath(folder, "folder"), "models", model.name + EXTENSION);
  await model.save(path, { precision });
  const rounded = await loadAutoencoder(path);
  try {
    const { bce, mse } = evaluate(rounded, test), { size } = await Deno.stat(path);
    return { precision, bytes: size, bce: sixDigits(bce), mse: sixDigits(mse) };
  } finally {
    rounded.dispose();
  }
}

/**
 * Loads a network of the results table with its trained weights, in about a second.
 *
 * @param name of its recipe
 * @throws {Deno.errors.NotFound} there are no weights for it; the message lists the available ones and
 * says how to train it
 */
export async function loadPretrained(
  name: string,
  folder: string | URL = resultsFolder(),
): Promise<Autoencoder> {
  requireString("name", name);
  const within = toPath(folder, "folder"), names = await pretrainedNames(within);
  const notFound = (reason: string, cause?: unknown) =>
    new Deno.errors.NotFound(
      `no trained weights for "${name}": ${reason}. Available: ${names.join(", ") || "none"}`,
      { cause },
    );
  if (!names.includes(name)) throw notFound(howToTrain(name));
  try {
    return await loadAutoencoder(join(within, "models", name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw notFound(`${error.message}; ${howToTrain(name)}`, error);
  }
}

function howToTrain(name: string): string {
  const recipe = recipes.find((recipe) => recipe.name === name);
  if (!recipe) return "there is no recipe with this name";
  return recipe.pretrained
    ? `\`deno task results --row ${name} --again\` trains it and saves them`
    : `its recipe does not save weights; \`trainRecipe(recipeOf("${name}"), 1)\` trains it`;
}

/** The names of the saved models: of files, and of folders that an earlier version wrote. */
export async function pretrainedNames(folder: string): Promise<string[]> {
  const models = join(folder, "models");
  const read = orFileError(Array.fromAsync(Deno.readDir(models)), "read", models);
  const entries = await ignoreNotFound(read) ?? [];
  const saved = entries.filter(({ name, isDirectory }) =>
    !litterReason(name) && (isDirectory || name.endsWith(EXTENSION))
  );
  return [...new Set(saved.map(({ name }) => basename(name, EXTENSION)))].sort();
}
