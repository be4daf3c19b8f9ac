import { loadDataset } from "../datasets/mod.ts";
import type { ImageSet } from "../images.ts";
import { binarize } from "../preprocessing/mod.ts";
import type { RecipeData } from "./recipes/recipe.ts";
import { requireKnown } from "../require.ts";

/** The images of a recipe. */
export interface RecipeImages {
  /** of the data set, followed by ", binary" if it was thresholded */
  name: string;
  train: ImageSet;
  test: ImageSet;
  /** SHA-256 of the data set, before any thresholding */
  hash: string;
}

/**
 * Loads the whole data set of a recipe; synthetic digits never replace it.
 *
 * @throws {Deno.errors.NotFound} the data set is not available; the message says which files to put where
 */
export async function recipeImages(data: RecipeData): Promise<RecipeImages> {
  requireKnown("recipeImages", data, { name: true, binary: true });
  const { name, binary } = data;
  const { train, test, hash } = await loadDataset(name, { substitute: false });
  return binary
    ? { name: `${name}, binary`, train: binarize(train), test: binarize(test), hash }
    : { name, train, test, hash };
}
