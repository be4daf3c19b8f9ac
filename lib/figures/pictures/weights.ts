// @ts-types="@types/d3-array"
import { max } from "d3-array";
import * as tf from "@tensorflow/tfjs";
import { significant } from "../../progress/mod.ts";
import { display, type MimeBundle } from "../display.ts";
import {
  escapeHtml,
  figureHtml,
  type FigureOptions,
  figureOptions,
  figureText,
} from "../style/html.ts";
import { imageAt } from "./float_images.ts";
import { type ImageCell, imageGrid, imageSize } from "./image_table.ts";
import { difference } from "./png.ts";
import { isRecord, kindOf, requireInteger, requireKnown } from "../../require.ts";

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
 * encoder; or several by name, to be compared
 * @throws {RangeError} the length of a row is not h · w
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { showWeights } from "@autoencoders/figures";
 *
 * const weights = tf.tensor2d([[1, -1], [0, 2]]);
 * await showWeights(weights, { height: 1, width: 2 });
 * await showWeights({ encoder: weights, decoder: weights }, { height: 1, width: 2 });
 * weights.dispose();
 * ```
 */
export async function showWeights(
  weights: tf.Tensor | Readonly<Record<string, tf.Tensor>>,
  options: WeightsOptions = {},
): Promise<void> {
  requireKnown("showWeights", options, {
    ...figureOptions,
    height: true,
    width: true,
    columns: true,
  });
  await display(weightsFigure(weights, options));
}

/** The figure of {@linkcode showWeights}. */
export function weightsFigure(
  weights: tf.Tensor | Readonly<Record<string, tf.Tensor>>,
  options: WeightsOptions = {},
): MimeBundle {
  const groups: [string, tf.Tensor][] = isRecord(weights) && !(weights instanceof tf.Tensor)
    ? Object.entries(weights)
    : [["", weights as tf.Tensor]];
  if (groups.length === 0) throw new RangeError("weights must be at least one matrix, got 0");
  const { height = 28, width = 28, columns = 8 } = options;
  for (const [name, value] of Object.entries({ height, width, columns })) {
    requireInteger(name, value);
  }
  const size = imageSize(columns, width);
  const html = groups.map(([name, matrix]) =>
    (name ? `<div style="font-weight:600;margin:8px 0 2px">${escapeHtml(name)}</div>` : "") +
    imageGrid(unitCells(name, matrix, height, width), columns, size)
  );
  const text = groups.map(([name, { shape }]) =>
    `[${name ? `${name}: ` : ""}weights of ${shape[0]} units, ${height}×${width} each]`
  );
  return {
    "text/plain": figureText(text.join("\n"), options),
    "text/html": figureHtml(html.join(""), options),
  };
}

/** An image for each row of a matrix. */
function unitCells(name: string, weights: tf.Tensor, height: number, width: number): ImageCell[] {
  if (!(weights instanceof tf.Tensor)) {
    throw new TypeError(`weights must be a tensor [k, h·w], got ${kindOf(weights)}`);
  }
  const [count, size] = weights.shape;
  if (weights.rank !== 2 || size !== height * width) {
    const expected = `[k, ${height * width}] for ${height}×${width} images`;
    throw new RangeError(`weights must be ${expected}, got [${weights.shape}]`);
  }
  const all = { values: weights.dataSync<"float32">(), count, height, width, channels: 1 };
  const zeros = { ...all, count: 1, values: new Float32Array(size) };
  return Array.from({ length: count }, (_, i) => {
    const image = imageAt(all, i);
    const largest = max(image.values, Math.abs) ?? 0;
    const relative = { ...image, values: image.values.map((value) => largest && value / largest) };
    return {
      raster: difference(relative, zeros),
      alt: `${name ? `${name}, ` : ""}weights of unit ${i}, the largest ${significant(largest)}`,
    };
  });
}
