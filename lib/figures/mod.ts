/**
 * Figures for notebooks: each `show…` is awaited and puts one figure under the running cell, or its
 * words on the console.
 *
 * @module
 */
export * from "./codes.ts";
export * from "./curves.ts";
export * from "./display.ts";
export * from "./heatmap.ts";
export * from "./histogram.ts";
export type { Framing } from "./html.ts";
export * from "./images.ts";
export * from "./labels.ts";
export { liveCurves, type LiveOptions } from "./live.ts";
export { liveProgress, type LiveProgressOptions } from "./live_progress.ts";
export * from "./model.ts";
export * from "./numbers.ts";
export type { Images } from "./pictures.ts";
export { type Plot, showPlot } from "./plot.ts";
export * from "./reconstructions.ts";
export { rocPlot, showRoc } from "./roc.ts";
export * from "./scatter.ts";
export * from "./strips.ts";
export * from "./table.ts";
export * from "./setup.ts";
export * from "./image_rows.ts";
export * from "./lines.ts";
export * from "./weights.ts";
export {
  makePlayground,
  type Playground,
  type PlaygroundOptions,
  showPlayground,
} from "./playground.ts";
