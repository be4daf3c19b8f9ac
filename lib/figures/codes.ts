import type * as tf from "@tensorflow/tfjs";
import type { Layout, PlotData, Shape } from "plotly.js";
import type { Framing } from "./html.ts";
import { heatmapPlot } from "./heatmap.ts";
import { significant } from "./numbers.ts";
import { colours, faint, ink } from "./palette.ts";
import { axis, type Plot, plot, showPlot, themed, topMargin, verticalTitle } from "./plot.ts";

/** How codes are shown. */
export interface CodesOptions extends Framing {
  /** the class of each code: rows are sorted by it */
  labels?: ArrayLike<number>;
  /** codes drawn at most; 100 unless told */
  limit?: number;
}

/**
 * Shows codes as a heat map: a row for each image, a column for each unit of the code, the units
 * that vary most to the left; units that say the same of every image are marked as dead.
 *
 * @param codes [n, k]
 * @throws {RangeError} there is no code, or the labels are not n
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { showCodes } from "@autoencoders/figures";
 *
 * await showCodes(tf.tensor2d([[0, 1], [0, 3], [0, 2]]));
 * ```
 */
export async function showCodes(codes: tf.Tensor2D, options: CodesOptions = {}): Promise<void> {
  await showPlot(codesPlot(codes, options));
}

/** What {@linkcode showCodes} shows. */
export function codesPlot(codes: tf.Tensor2D, options: CodesOptions = {}): Plot {
  const { labels, limit = 100, title = "Codes", caption } = options;
  const units = activity(codes);
  const [n, k] = codes.shape;
  if (labels && labels.length !== n) {
    throw new RangeError(`${n} codes need ${n} labels, got ${labels.length}`);
  }
  const values = codes.dataSync();
  const rows = Array.from({ length: Math.min(n, limit) }, (_, i) => Math.floor(i * n / limit) % n);
  if (n <= limit) rows.forEach((_, i) => rows[i] = i);
  if (labels) rows.sort((a, b) => labels[a] - labels[b] || a - b);
  const matrix = rows.flatMap((i) => units.map(({ unit }) => values[i * k + unit]));
  const map = heatmapPlot(matrix, k, {
    title,
    caption,
    x: "unit of the code, by falling standard deviation",
    y: labels ? "image, by class" : "image",
    value: "activity",
    xNames: units.map(({ unit }) => `u${unit}`),
  });
  const alive = units.filter(({ dead }) => !dead).length;
  return {
    ...map,
    layout: {
      ...map.layout,
      height: 460,
      shapes: alive < k ? [deadBand(alive, k)] : [],
      annotations: [...map.layout.annotations!, ...(alive < k ? [deadLabel(alive, k)] : [])],
    },
    words: `${n} codes of ${k} units, ${k - alive} of them dead`,
  };
}

/**
 * Shows how much each unit of the code is used: its standard deviation over the images, sorted;
 * dead units, which say the same of every image, stand at the end at zero.
 *
 * @throws {RangeError} there is no code
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { showActivity } from "@autoencoders/figures";
 *
 * await showActivity(tf.tensor2d([[0, 1], [0, 3], [0, 2]]));
 * ```
 */
export async function showActivity(codes: tf.Tensor2D, framing: Framing = {}): Promise<void> {
  await showPlot(activityPlot(codes, framing));
}

/** What {@linkcode showActivity} shows. */
export function activityPlot(
  codes: tf.Tensor2D,
  { title = "How much each unit of the code is used", caption }: Framing = {},
): Plot {
  const units = activity(codes);
  const alive = units.filter(({ dead }) => !dead).length;
  const data: Partial<PlotData> = {
    type: "bar",
    x: units.map(({ unit }) => themed(`u${unit}`)),
    y: units.map(({ deviation }) => Number(deviation.toPrecision(4))),
    marker: { color: colours[0] },
    hovertemplate: "%{x}: %{y:.3g}<extra></extra>",
  };
  const layout: Partial<Layout> & { height: number } = {
    height: 320,
    xaxis: axis("unit of the code", { showgrid: false, tickprefix: "", ticksuffix: "" }),
    yaxis: axis(undefined, { rangemode: "tozero" }),
    shapes: alive < units.length ? [deadBand(alive, units.length)] : [],
    annotations: [
      verticalTitle("standard deviation over the images"),
      ...(alive < units.length ? [deadLabel(alive, units.length)] : []),
    ],
    margin: { l: 56, r: 24, t: topMargin(title), b: 52 },
  };
  const top = units[0];
  const words = `${alive} of ${units.length} units in use; ` +
    `u${top.unit} most, standard deviation ${significant(top.deviation)}`;
  return plot([data], layout, { title, caption }, words);
}

/** Each unit's standard deviation over the codes [n, k], the greatest first. */
function activity(codes: tf.Tensor2D): { unit: number; deviation: number; dead: boolean }[] {
  const [n, k] = codes.shape;
  if (n === 0 || k === 0) throw new RangeError(`codes must be [n, k], got [${codes.shape}]`);
  const values = codes.dataSync();
  const units = Array.from({ length: k }, (_, unit) => {
    let [sum, low, high] = [0, Infinity, -Infinity];
    for (let i = unit; i < n * k; i += k) {
      sum += values[i];
      [low, high] = [Math.min(low, values[i]), Math.max(high, values[i])];
    }
    let squares = 0;
    for (let i = unit; i < n * k; i += k) squares += (values[i] - sum / n) ** 2;
    return { unit, deviation: Math.sqrt(squares / n), dead: low === high };
  });
  return units.sort((a, b) => b.deviation - a.deviation || a.unit - b.unit);
}

function deadBand(alive: number, units: number): Partial<Shape> {
  return {
    type: "rect",
    xref: "x",
    yref: "paper",
    x0: alive - 0.5,
    x1: units - 0.5,
    y0: 0,
    y1: 1,
    fillcolor: faint,
    line: { color: ink, width: 1, dash: "dot" },
    layer: "above",
  };
}

function deadLabel(alive: number, units: number) {
  const count = units - alive;
  return {
    text: themed(`<b>${count} dead</b>`),
    xref: "x" as const,
    yref: "paper" as const,
    x: (alive + units - 1) / 2,
    y: 1,
    yanchor: "bottom" as const,
    yshift: 4,
    showarrow: false,
  };
}
