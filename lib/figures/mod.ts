/**
 * Figures for notebooks. Each `show…` is awaited and shows one figure below the running cell or,
 * outside a notebook, prints its numbers.
 *
 * @module
 */
// Images, their reconstructions, weights as images.
export { type ImageRowsOptions, showImageRows } from "./pictures/image_rows.ts";
export { type ImagesOptions, showImages } from "./pictures/images.ts";
export { showPixels } from "./pictures/pixels.ts";
export { type ReconstructionsOptions, showReconstructions } from "./pictures/reconstructions.ts";
export { showWeights, type WeightsOptions } from "./pictures/weights.ts";
export type { Images } from "./pictures/float_images.ts";

// Plots.
export { showActivity } from "./plots/activity.ts";
export { showBars } from "./plots/bars.ts";
export { type HistogramOptions, showHistogram } from "./plots/histogram.ts";
export { type LinesOptions, type Series, showLines } from "./plots/lines.ts";
export { showRoc } from "./plots/roc.ts";
export { type ScatterOptions, showScatter } from "./plots/scatter.ts";
export { showStrips, type StripsOptions } from "./plots/strips.ts";

// Tables: of results, of agreement with classes, of a model's layers, of the data and backend in use.
export { type ConfusionOptions, showConfusion } from "./confusion.ts";
export { type ModelOptions, showModel } from "./network/model.ts";
export { showSetup } from "./setup.ts";
export { type Rows, showTable, type TableColumn, type TableOptions } from "./table.ts";

// Progress of training and of other long work.
export { liveCurves, type LiveCurvesOptions } from "./live/live_curves.ts";
export { liveProgress, type LiveProgressOptions } from "./live/live_progress.ts";

// A page to play with a trained network.
export {
  makePlayground,
  type Playground,
  type PlaygroundOptions,
  showPlayground,
} from "./playground/playground.ts";

// Shared option types.
export type { LiveOutput, MimeBundle } from "./display.ts";
export type { FigureOptions } from "./style/html.ts";

// Figures as files: any figure as HTML, SVG or PNG; images as PNG, learning curves as SVG.
export { saveFigure, type SaveFigureOptions } from "./save_figure.ts";
export { findBrowser } from "./browser.ts";
export { gridPng } from "./pictures/png.ts";
export { type SvgChart, svgCurves, type SvgLine } from "./live/svg_curves.ts";
