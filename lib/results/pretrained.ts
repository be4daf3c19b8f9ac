import { join } from "@std/path";
import { evaluate } from "../evaluation/mod.ts";
import { ignoreNotFound } from "../files/mod.ts";
import type { ImageSet } from "../images.ts";
import { type Autoencoder, loadAutoencoder, type Precision } from "../models/mod.ts";
import { recipes } from "./recipes/recipes.ts";
import { type Kept, sixDigits } from "./rows/result.ts";
import { resultsFolder } from "./rows/results.ts";

/**
 * Keeps a trained network beside results.json in few bytes, opens it again, and measures what the
 * rounding of its weights costs.
 */
export async function savePretrained(
  model: Autoencoder,
  test: ImageSet,
  precision: Precision,
  folder: string = resultsFolder(),
): Promise<Kept> {
  const place = join(folder, "models", `${model.name}.safetensors`);
  await model.save(place, { precision });
  const rounded = await loadAutoencoder(place);
  try {
    const { bce, mse } = evaluate(rounded, test);
    return {
      precision,
      bytes: (await Deno.stat(place)).size,
      bce: sixDigits(bce),
      mse: sixDigits(mse),
    };
  } finally {
    rounded.dispose();
  }
}

/**
 * Opens a network of the results table that was trained in full and kept, in about a second.
 *
 * @param name of its recipe
 * @throws {Deno.errors.NotFound} it is not kept; the message says which are, and how to train it
 */
export async function loadPretrained(
  name: string,
  folder: string = resultsFolder(),
): Promise<Autoencoder> {
  const models = join(folder, "models"), kept = await keptNames(models);
  const absent = (why: string, cause?: unknown) =>
    new Deno.errors.NotFound(
      `no trained "${name}" is kept: ${why}. Kept are: ${kept.join(", ") || "none"}`,
      { cause },
    );
  if (!kept.includes(name)) throw absent(howToTrain(name));
  try {
    return await loadAutoencoder(join(models, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw absent(`${error.message}; ${howToTrain(name)}`, error);
  }
}

function howToTrain(name: string): string {
  const recipe = recipes.find((recipe) => recipe.name === name);
  if (!recipe) return "there is no recipe of that name";
  return recipe.shipped
    ? `\`deno task results --row ${name} --again\` trains and keeps it`
    : `its recipe keeps no weights; \`trainRecipe(recipeOf("${name}"), 1)\` trains it`;
}

/** The names of the saved models: files, or folders that an earlier version wrote. */
async function keptNames(folder: string): Promise<string[]> {
  const entries = await ignoreNotFound(Array.fromAsync(Deno.readDir(folder))) ?? [];
  const models = entries.filter(({ name, isDirectory }) =>
    // A name that begins with a dot is of a folder that was being written.
    isDirectory ? !name.startsWith(".") : name.endsWith(".safetensors")
  );
  return [...new Set(models.map(({ name }) => name.replace(/\.safetensors$/, "")))].sort();
}

/** The bytes of all files in a folder and those inside it. */
export async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    bytes += isDirectory ? await sizeOf(path) : (await Deno.stat(path)).size;
  }
  return bytes;
}
