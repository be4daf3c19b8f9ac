export { type AnomalySet, anomalySets } from "./anomaly_sets.ts";
export { pcaRows, untrainedRow } from "./baselines.ts";
export {
  type Binarization,
  type BoundRecipe,
  boundRecipeOf,
  boundRecipes,
  type BoundReference,
} from "./bound_recipes.ts";
export { type BoundRow, readBounds, writeBounds } from "./bounds.ts";
export { keepModel, openTrained, sizeOf } from "./keep.ts";
export { literature } from "./literature.ts";
export { machineName } from "./machine.ts";
export { ours } from "./ours.ts";
export {
  type Goal,
  missedBy,
  type Recipe,
  type RecipeData,
  type Reference,
  type Source,
} from "./recipe.ts";
export { type RecipeImages, recipeImages } from "./recipe_data.ts";
export { recipeOf, recipes } from "./recipes.ts";
export type { Kept, ResultRow } from "./result.ts";
export { isDone, readResults, resultsFolder, withRow, writeResults } from "./results.ts";
export { trainBound, type TrainBoundOptions, type TrainedBound } from "./train_bound.ts";
export { reductionOf, type Trained, trainRecipe, type TrainRecipeOptions } from "./train_recipe.ts";
export {
  activations,
  dataSets,
  type ImagesByName,
  latentSizes,
  regularizations,
  STRIDED_LAYERS,
  stridePositions,
} from "./comparisons.ts";
export { denoisingTraining } from "./denoising_training.ts";
export { runTrials } from "./run_trials.ts";
export type { ExperimentOptions, ExperimentProgress, Trial, Variant } from "./trial.ts";
export { trialMeans, trialTable, trialValues } from "./trial_table.ts";
