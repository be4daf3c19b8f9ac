export type { Clip } from "./clip.ts";
export { fit } from "./fit.ts";
export { type Ending, History } from "./history.ts";
export type { Loss } from "./losses.ts";
export type { EpochRecord, Monitor, Progress, TrainingPlan } from "./monitor.ts";
export type { OptimizerChoice, OptimizerSpec } from "./optimizer.ts";
export type { CheckpointOptions, FitOptions } from "./options.ts";
export type { ScheduleChoice, ScheduleSpec } from "./schedule.ts";
export type { EarlyStopping } from "./stopping.ts";
