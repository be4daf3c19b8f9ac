/** How long-running work reports progress, yields to the event loop and is stopped. */
export { duration } from "./duration.ts";
export { Pace, type ProgressOptions, within } from "./yield.ts";
