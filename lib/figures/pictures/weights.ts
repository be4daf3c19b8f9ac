import type * as tf from "@tensorflow/tfjs";
import { display, type MimeBundle } from "../display.ts";
import { frame, type Framing, inWords } from "../style/html.ts";
import { cellTable } from "./image_cells.ts";
import { imageSize } from "./image_size.ts";
import { significant } from "../style/numbers.ts";
import { picture } from "./pictures.ts";
import { difference } from "./png.ts";

/** How weights look. */
export interface WeightsOptions extends Framing {
  /** pixels of a picture; 28 × 28 unless told */
  height?: number;
  width?: number;
  /** pictures a row; 8 unless told */
  columns?: number;
}

/**
 * Shows each row of a weight matrix as a picture: orange where a weight is positive, blue where it
 * is negative, nearly white at zero. Each picture has its own scale, from its largest weight.
 *
 * @param weights [k, h·w], such as the first layer of a decoder, or the transposed one of an encoder
 * @throws {RangeError} a row is not h · w long
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
  await display(weightsFigure(weights, options));
}

/** What {@linkcode showWeights} shows. */
export function weightsFigure(weights: tf.Tensor, options: WeightsOptions = {}): MimeBundle {
  const { height = 28, width = 28, columns = 8 } = options;
  const [count, size] = weights.shape;
  if (weights.rank !== 2 || size !== height * width) {
    throw new RangeError(
      `weights must be [k, ${
        height * width
      }] for ${height}×${width} pictures, got [${weights.shape}]`,
    );
  }
  const all = { values: weights.dataSync() as Float32Array, count, height, width, channels: 1 };
  const none = { ...all, count: 1, values: new Float32Array(size) };
  const cells = Array.from({ length: count }, (_, i) => {
    const { values } = picture(all, i);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scaled = { ...none, values: values.map((value) => largest && value / largest) };
    return {
      raster: difference(scaled, none),
      alt: `weights of unit ${i}, the largest ${significant(largest)}`,
    };
  });
  const rows = [];
  for (let i = 0; i < count; i += columns) rows.push({ cells: cells.slice(i, i + columns) });
  return {
    "text/plain": inWords(`[weights of ${count} units, ${height}×${width} each]`, options),
    "text/html": frame(cellTable(rows, imageSize(columns, width)), options),
  };
}
