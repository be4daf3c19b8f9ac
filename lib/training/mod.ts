export { type Ending, History } from "./history.ts";
export type { EpochRecord, Monitor, Progress, TrainingPlan } from "./monitor.ts";
