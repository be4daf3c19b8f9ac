import { type Dataset, loadDataset, type LoadOptions } from "../../datasets/mod.ts";
import type { ImageSet } from "../../images.ts";
import { binarize } from "../../preprocessing/mod.ts";
import type { Recipe, RecipeData } from "../recipes/recipe.ts";

/** A recipe's images. */
export interface RecipeImages {
  /** the data set, and ", binary" where it was made black and white */
  name: string;
  train: ImageSet;
  test: ImageSet;
  /** sha256 of the data set, before any thresholding */
  hash: string;
  classNames: string[];
}

/**
 * The images that a recipe is for, whole; drawn digits never stand in for them.
 *
 * @throws {Deno.errors.NotFound} the data set cannot be had; the message says which files to put where
 */
export async function recipeImages(
  { data }: Pick<Recipe, "data">,
  options: Pick<LoadOptions, "folder" | "offline" | "testCount"> = {},
): Promise<RecipeImages> {
  return prepared(data, await loadDataset(data.name, { ...options, substitute: false }));
}

/** A data set as a recipe wants it. */
export function prepared({ name, binary }: RecipeData, dataset: Dataset): RecipeImages {
  const { train, test, hash, classNames } = dataset;
  return binary
    ? { name: `${name}, binary`, train: binarize(train), test: binarize(test), hash, classNames }
    : { name, train, test, hash, classNames };
}
