/** Experiments that vary one setting over several seeds, and anomalies to detect. */
export { type AnomalySet, anomalySets } from "./anomaly_sets.ts";
export {
  activations,
  dataSets,
  denoisingTraining,
  type ImagesByName,
  latentSizes,
  regularizations,
  STRIDED_LAYERS,
  stridePositions,
} from "./comparisons.ts";
export { type ExperimentOptions, runTrials, type Variant } from "./run_trials.ts";
export type { Trial } from "./trial.ts";
export { trialMeans, trialValues } from "./trial_means.ts";
