export { type AnomalySet, anomalySets } from "./anomaly_sets.ts";
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
