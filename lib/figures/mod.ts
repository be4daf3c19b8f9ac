/**
 * Figures for notebooks: each `show…` is awaited and puts one figure under the running cell, or its
 * words on the console.
 *
 * @module
 */
export * from "./plots/codes.ts";
export * from "./plots/curves.ts";
export * from "./display.ts";
export * from "./plots/heatmap.ts";
export * from "./plots/histogram.ts";
export type { Framing } from "./style/html.ts";
export * from "./pictures/images.ts";
export * from "./style/labels.ts";
export { liveCurves, type LiveOptions } from "./live/live_curves.ts";
export { liveProgress, type LiveProgressOptions } from "./live/live_progress.ts";
export * from "./model.ts";
export * from "./style/numbers.ts";
export type { Images } from "./pictures/pictures.ts";
export { type Plot, showPlot } from "./plots/plot.ts";
export * from "./pictures/reconstructions.ts";
export { rocPlot, showRoc } from "./plots/roc.ts";
export * from "./plots/scatter.ts";
export * from "./plots/strips.ts";
export * from "./table.ts";
export * from "./setup.ts";
export * from "./pictures/image_rows.ts";
export * from "./plots/lines.ts";
export * from "./pictures/weights.ts";
export {
  makePlayground,
  type Playground,
  type PlaygroundOptions,
  showPlayground,
} from "./playground/playground.ts";
