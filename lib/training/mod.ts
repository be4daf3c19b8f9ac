/** Training: the loop, its options, checkpoints, and what a run records. */
export { fit } from "./fit.ts";
export { holdOut } from "./hold_out.ts";
export { type EpochRecord, History } from "./monitoring/history.ts";
export type { Monitor, Progress, TrainingPlan } from "./monitoring/monitor.ts";
export { progressBar } from "./monitoring/progress_bar.ts";
export type { LossContext, LossFunction } from "./objective/objective.ts";
export type { Shards } from "./objective/shards.ts";
export { Interruption } from "./loop/interruption.ts";
export { type FitOptions, resolveFitOptions } from "./loop/options.ts";
