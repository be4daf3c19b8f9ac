export type { Clip } from "./optimizers/clip.ts";
export type { ElboSpec } from "./objective/elbo.ts";
export { fit } from "./fit.ts";
export { type Ending, History } from "./monitoring/history.ts";
export type { Loss } from "./objective/losses.ts";
export type {
  EpochRecord,
  Monitor,
  Progress,
  TrainingPlan,
  ValidationFigures,
} from "./monitoring/monitor.ts";
export type { OptimizerChoice, OptimizerSpec } from "./optimizers/optimizer.ts";
export type { Change, CheckpointOptions, FitOptions } from "./options.ts";
export { progressBar, type ProgressBarOptions } from "./monitoring/progress.ts";
export type { ScheduleChoice, ScheduleSpec } from "./optimizers/schedule.ts";
export { holdOut } from "./loop/hold_out.ts";
export type { EarlyStopping } from "./loop/stopping.ts";
