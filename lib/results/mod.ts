/**
 * The results table: recipes, how one is trained, its rows, and trained weights.
 *
 * @module
 */
export { pcaRows, untrainedRow } from "./baselines.ts";
export { type CodecRow, type CodecTable, readCodecTable } from "./codec_table.ts";
export { type RecipeImages, recipeImages } from "./images.ts";
export { evaluatedFields, lowerIsBetter, type RowMetric, rowMetricNames } from "./metrics.ts";
export { loadPretrained, savePretrained } from "./pretrained.ts";
export { boundRecipes } from "./recipes/bounds.ts";
export {
  type Binarization,
  type BoundRecipe,
  type Goal,
  type NetworkRecipe,
  type Recipe,
  type RecipeData,
  type Reference,
  reproduced,
  shortfall,
} from "./recipes/recipe.ts";
export { recipeOf, recipes } from "./recipes/recipes.ts";
export {
  type BoundRow,
  boundsFile,
  type MeasuredRow,
  type PeerRow,
  peersFile,
  readBounds,
  readRows,
  type ResultRow,
  resultsFile,
  resultsFolder,
  type RowFile,
  type SavedWeights,
  writeRows,
} from "./rows.ts";
export {
  hardwareOf,
  reductionOf,
  trainBound,
  type TrainBoundOptions,
  type Trained,
  type TrainedBound,
  type TrainedRecipe,
  type TrainOptions,
  trainRecipe,
} from "./train.ts";
