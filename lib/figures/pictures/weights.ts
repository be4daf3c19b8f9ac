// @ts-types="@types/d3-array"
import { max } from "d3-array";
import * as tf from "@tensorflow/tfjs";
import { significant } from "../../progress/mod.ts";
import { display, type MimeBundle } from "../display.ts";
import { figureHtml, type FigureOptions, figureOptions, figureText } from "../style/html.ts";
import { imageAt } from "./float_images.ts";
import { imageGrid, imageSize } from "./image_table.ts";
import { difference } from "./png.ts";
import { kindOf, requireInteger, requireKnown } from "../../require.ts";

/** Options of {@linkcode showWeights}. */
export interface WeightsOptions extends FigureOptions {
  /** height of an image in pixels; default 28 */
  height?: number;
  /** width of an image in pixels; default 28 */
  width?: number;
  /** images per row; default 8 */
  columns?: number;
}

/**
 * Shows each row of a weight matrix as an image: positive weights are orange, negative ones blue,
 * zero has the page's colour. Each image is scaled by its largest absolute weight.
 *
 * @param weights [k, h·w], such as the first layer of a decoder, or the transposed one of an
 * encoder
 * @throws {RangeError} the length of a row is not h · w
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { showWeights } from "@autoencoders/figures";
 *
 * const weights = tf.tensor2d([[1, -1], [0, 2]]);
 * await showWeights(weights, { height: 1, width: 2 });
 * weights.dispose();
 * ```
 */
export async function showWeights(weights: tf.Tensor, options: WeightsOptions = {}): Promise<void> {
  if (!(weights instanceof tf.Tensor)) {
    throw new TypeError(`weights must be a tensor [k, h·w], got ${kindOf(weights)}`);
  }
  requireKnown("showWeights", options, {
    ...figureOptions,
    height: true,
    width: true,
    columns: true,
  });
  await display(weightsFigure(weights, options));
}

/** The figure of {@linkcode showWeights}. */
export function weightsFigure(weights: tf.Tensor, options: WeightsOptions = {}): MimeBundle {
  const { height = 28, width = 28, columns = 8 } = options;
  for (const [name, value] of Object.entries({ height, width, columns })) {
    requireInteger(name, value);
  }
  const [count, size] = weights.shape;
  if (weights.rank !== 2 || size !== height * width) {
    const expected = `[k, ${height * width}] for ${height}×${width} images`;
    throw new RangeError(`weights must be ${expected}, got [${weights.shape}]`);
  }
  const all = { values: weights.dataSync<"float32">(), count, height, width, channels: 1 };
  const zeros = { ...all, count: 1, values: new Float32Array(size) };
  const cells = Array.from({ length: count }, (_, i) => {
    const image = imageAt(all, i);
    const largest = max(image.values, Math.abs) ?? 0;
    const relative = { ...image, values: image.values.map((value) => largest && value / largest) };
    return {
      raster: difference(relative, zeros),
      alt: `weights of unit ${i}, the largest ${significant(largest)}`,
    };
  });
  return {
    "text/plain": figureText(`[weights of ${count} units, ${height}×${width} each]`, options),
    "text/html": figureHtml(imageGrid(cells, columns, imageSize(columns, width)), options),
  };
}
