import { basename, join } from "@std/path";
import { evaluate } from "../evaluation/mod.ts";
import { ignoreNotFound } from "../files/mod.ts";
import type { ImageSet } from "../images.ts";
import { type Autoencoder, loadAutoencoder, type Precision } from "../models/mod.ts";
import { recipes } from "./recipes/recipes.ts";
import { resultsFolder, type SavedWeights, sixDigits } from "./rows.ts";

const EXTENSION = ".safetensors";

/**
 * Saves a trained network to a folder of results and measures what its rounded weights reach on the
 * test set.
 */
export async function savePretrained(
  model: Autoencoder,
  test: ImageSet,
  precision: Precision,
  folder: string = resultsFolder(),
): Promise<SavedWeights> {
  await model.save(join(folder, "models", model.name), { precision });
  const path = (await pretrainedPaths(folder)).get(model.name)!;
  const rounded = await loadAutoencoder(path);
  try {
    const { bce, mse } = evaluate(rounded, test);
    return { precision, bytes: await bytesOf(path), bce: sixDigits(bce), mse: sixDigits(mse) };
  } finally {
    rounded.dispose();
  }
}

/**
 * Loads a network of the results table with its trained weights, in about a second.
 *
 * @param name of its recipe
 * @throws {Deno.errors.NotFound} there are no weights for it; the message names those there are, and
 * says how to train it
 */
export async function loadPretrained(
  name: string,
  folder: string = resultsFolder(),
): Promise<Autoencoder> {
  const paths = await pretrainedPaths(folder), path = paths.get(name);
  const notFound = (reason: string, cause?: unknown) => {
    const available = [...paths.keys()].join(", ") || "none";
    return new Deno.errors.NotFound(
      `no trained weights for "${name}": ${reason}. Available: ${available}`,
      { cause },
    );
  };
  if (path === undefined) throw notFound(howToTrain(name));
  try {
    return await loadAutoencoder(path);
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

/** The paths of saved models by name, sorted: files, or folders that an earlier version wrote. */
export async function pretrainedPaths(folder: string): Promise<Map<string, string>> {
  const models = join(folder, "models");
  const entries = await ignoreNotFound(Array.fromAsync(Deno.readDir(models))) ?? [];
  // Folders before files, so that of two with the same name the file is taken.
  const saved = entries.filter(({ name }) => !name.startsWith(".") && !name.endsWith(".part"))
    .toSorted((a, b) => Number(a.isFile) - Number(b.isFile))
    .map(({ name }): [string, string] => [basename(name, EXTENSION), join(models, name)]);
  return new Map([...new Map(saved)].toSorted(([a], [b]) => a < b ? -1 : 1));
}

/** The size of a file, or of all files in a folder. */
export async function bytesOf(path: string): Promise<number> {
  const { isDirectory, size } = await Deno.stat(path);
  if (!isDirectory) return size;
  let bytes = 0;
  for await (const { name } of Deno.readDir(path)) bytes += await bytesOf(join(path, name));
  return bytes;
}
