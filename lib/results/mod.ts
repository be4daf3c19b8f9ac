/**
 * The results table: recipes, rows, how a row is trained, and the trained weights that are kept.
 *
 * @module
 */
export { loadPretrained, savePretrained } from "./pretrained.ts";
export {
  type Binarization,
  type BoundRecipe,
  boundRecipeOf,
  boundRecipes,
  type BoundReference,
} from "./recipes/bound_recipes.ts";
export { courseRecipes } from "./recipes/course.ts";
export { publishedRecipes } from "./recipes/published.ts";
export {
  type Goal,
  type Recipe,
  type RecipeData,
  type Reference,
  shortfall,
  type Source,
} from "./recipes/recipe.ts";
export { recipeOf, recipes } from "./recipes/recipes.ts";
export { type BoundRow, readBounds, writeBounds } from "./rows/bounds.ts";
export type { Kept, ResultRow } from "./rows/result.ts";
export { isDone, readResults, replaceRow, resultsFolder, writeResults } from "./rows/results.ts";
export { pcaRows, untrainedRow } from "./training/baselines.ts";
export { machineName } from "./training/hardware.ts";
export { type RecipeImages, recipeImages } from "./training/recipe_data.ts";
export { trainBound, type TrainBoundOptions, type TrainedBound } from "./training/train_bound.ts";
export {
  reductionOf,
  type Trained,
  trainRecipe,
  type TrainRecipeOptions,
} from "./training/train_recipe.ts";
