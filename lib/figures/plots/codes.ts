import type { Layout, LayoutAxis, PlotData, Shape } from "plotly.js";
import type { Codes } from "../../codes.ts";
import { unitStatistics } from "../../evaluation/mod.ts";
import type { Framing } from "../style/html.ts";
import { heatmapPlot } from "./heatmap.ts";
import { significant } from "../style/numbers.ts";
import { colours, faint, ink } from "../style/palette.ts";
import { axis, type Plot, plot, plotText, showPlot, themed, verticalTitle } from "./plot.ts";

/** How codes are shown. */
export interface CodesOptions extends Framing {
  /** the class of each code: rows are sorted by it */
  labels?: ArrayLike<number>;
  /** the names of the classes; the numbers unless told */
  classNames?: readonly string[];
  /** codes drawn at most; 100 unless told */
  limit?: number;
}

/**
 * Shows codes as a heat map: a row for each image, a column for each unit of the code, the units
 * that vary most to the left; units that say the same of every image are marked as dead.
 *
 * @param codes n × k
 * @throws {RangeError} the labels are not n
 *
 * @example
 * ```ts
 * import { codesFrom } from "@autoencoders";
 * import { showCodes } from "@autoencoders/figures";
 *
 * await showCodes(codesFrom([0, 1, 0, 3, 0, 2], 2)); // three codes of two numbers
 * ```
 */
export async function showCodes(codes: Codes, options: CodesOptions = {}): Promise<void> {
  await showPlot(codesPlot(codes, options));
}

/** What {@linkcode showCodes} shows. */
export function codesPlot(codes: Codes, options: CodesOptions = {}): Plot {
  const { labels, limit = 100, title = "Codes", caption } = options;
  const units = activity(codes);
  const { values, count: n, dimensions: k } = codes;
  if (labels && labels.length !== n) {
    throw new RangeError(`${n} codes need ${n} labels, got ${labels.length}`);
  }
  const rows = Array.from({ length: Math.min(n, limit) }, (_, i) => Math.floor(i * n / limit) % n);
  if (n <= limit) rows.forEach((_, i) => rows[i] = i);
  if (labels) rows.sort((a, b) => labels[a] - labels[b] || a - b);
  const matrix = rows.flatMap((i) => units.map(({ unit }) => values[i * k + unit]));
  const map = heatmapPlot(matrix, k, {
    title,
    caption,
    x: "unit of the code, by falling standard deviation",
    y: "image",
    value: "activity",
    xNames: units.map(({ unit }) => `u${unit}`),
  });
  const alive = units.filter(({ dead }) => !dead).length;
  return {
    ...map,
    layout: {
      ...map.layout,
      height: 460,
      yaxis: {
        ...map.layout.yaxis,
        ...(labels ? classTicks(rows, labels, options.classNames) : {}),
      },
      shapes: alive < k ? [deadBand(alive, k)] : [],
      annotations: [
        verticalTitle(labels ? "image, sorted by class" : "image", 1, "↓"),
        ...(alive < k ? [deadLabel(alive, k)] : []),
      ],
    },
    words: `${n} codes of ${k} units, ${k - alive} of them dead`,
  };
}

/**
 * Shows how much each unit of the code is used: its standard deviation over the images, sorted;
 * dead units, which say the same of every image, stand at the end at zero.
 *
 * @example
 * ```ts
 * import { codesFrom } from "@autoencoders";
 * import { showActivity } from "@autoencoders/figures";
 *
 * await showActivity(codesFrom([0, 1, 0, 3, 0, 2], 2)); // three codes of two numbers
 * ```
 */
export async function showActivity(codes: Codes, framing: Framing = {}): Promise<void> {
  await showPlot(activityPlot(codes, framing));
}

/** What {@linkcode showActivity} shows. */
export function activityPlot(
  codes: Codes,
  { title = "How much each unit of the code is used", caption }: Framing = {},
): Plot {
  const units = activity(codes);
  const alive = units.filter(({ dead }) => !dead).length;
  const data: Partial<PlotData> = {
    type: "bar",
    x: units.map(({ unit }) => `u${unit}`),
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
  };
  const top = units[0];
  const words = `${alive} of ${units.length} units in use; ` +
    `u${top.unit} most, standard deviation ${significant(top.deviation)}`;
  return plot([data], layout, { title, caption }, words);
}

/** Each unit's standard deviation over the codes, the greatest first, the dead at the end. */
function activity(codes: Codes): { unit: number; deviation: number; dead: boolean }[] {
  const { deviation, dead } = unitStatistics(codes);
  return Array.from(deviation, (value, unit) => ({
    unit,
    deviation: value,
    dead: dead.includes(unit),
  })).sort((a, b) =>
    Number(a.dead) - Number(b.dead) || b.deviation - a.deviation || a.unit - b.unit
  );
}

/** A tick in the middle of each class's rows. */
function classTicks(
  rows: readonly number[],
  labels: ArrayLike<number>,
  names?: readonly string[],
): Partial<LayoutAxis> {
  const classes = [...new Set(rows.map((i) => labels[i]))];
  const middle = (k: number) => {
    const first = rows.findIndex((i) => labels[i] === k);
    return (first + rows.findLastIndex((i) => labels[i] === k)) / 2;
  };
  return {
    tickvals: classes.map(middle),
    ticktext: classes.map((k) => themed(plotText(names?.[k] ?? String(k)))),
    tickprefix: "",
    ticksuffix: "",
  };
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
