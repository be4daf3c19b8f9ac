import type { Annotations, LayoutAxis, PlotData } from "plotly.js";
import { significant } from "../../progress/mod.ts";
import type { FigureOptions } from "../style/html.ts";
import { spreadLabels, wrapLabel } from "../style/labels.ts";
import { colours } from "../style/palette.ts";
import { paddedRange } from "../style/ticks.ts";
import { axis, scale, verticalTitle } from "./axes.ts";
import { plotText } from "./markup.ts";
import { type Plot, plot, requireDrawable, requireSome, showPlot, topMargin } from "./plot.ts";
import { requireKnown, requireRecord } from "../../require.ts";
import { figureOptions } from "../style/html.ts";

/** One line: y over x. */
export interface Series {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Options of {@linkcode showLines}. */
export interface LinesOptions extends FigureOptions {
  /** the horizontal quantity, with its unit */
  x?: string;
  /** the vertical quantity, with its unit */
  y?: string;
  /** whether the horizontal axis is logarithmic, as for 2, 4, 8 … numbers in a code */
  logX?: boolean;
  /** whether the vertical axis is logarithmic */
  logY?: boolean;
}

/**
 * Shows one quantity as a function of another: for each series a line with its points (a smooth line
 * if these are many), and its name next to the last point.
 *
 * @throws {RangeError} `series` is empty, or a series is empty, has a value that is NaN, infinite
 * or, on a logarithmic axis, not above 0, or has x and y of different lengths
 *
 * @example
 * ```ts
 * import { showLines } from "@autoencoders/figures";
 *
 * await showLines({ PCA: { x: [2, 4, 8], y: [0.055, 0.048, 0.037] } }, {
 *   x: "numbers in a code",
 *   y: "MSE",
 *   logX: true,
 * });
 * ```
 */
export async function showLines(
  series: Record<string, Series>,
  options: LinesOptions = {},
): Promise<void> {
  requireRecord("series", series);
  requireKnown("showLines", options, {
    ...figureOptions,
    x: "text",
    y: "text",
    logX: true,
    logY: true,
  });
  await showPlot(linesPlot(series, options));
}

const height = 360;

/** The letters in a line of a name: as many as leave room for the lines on a phone. */
const letters = 14;

/** More points than these are a curve; a marker for each would hide it. */
const mostMarkers = 30;

/** Measured values that can be ticks; more get round numbers. */
const mostTicks = 12;

/** The width of a figure on a phone, in pixels. */
const phone = 346;

/** The figure of {@linkcode showLines}. */
export function linesPlot(
  series: Record<string, Series>,
  { x = "x", y = "y", logX = false, logY = false, title, caption }: LinesOptions = {},
): Plot {
  const all = Object.entries(series);
  requireSome("series", all);
  for (const [name, line] of all) {
    requireKnown(`series ${name}`, line, { x: "list", y: "list" });
    requireDrawable(`x of series ${name}`, line.x, logX);
    requireDrawable(`y of series ${name}`, line.y, logY);
    const [nx, ny] = [line.x.length, line.y.length];
    if (nx === ny) continue;
    throw new RangeError(
      `x and y of series ${name} must have the same length, got ${nx} and ${ny}`,
    );
  }
  const data = all.map(([name, line], i): Partial<PlotData> => ({
    type: "scatter",
    mode: line.x.length > mostMarkers ? "lines" : "lines+markers",
    name: plotText(name),
    hoverlabel: { namelength: -1 }, // Plotly would cut it within an entity
    x: Array.from(line.x),
    y: Array.from(line.y),
    line: { color: colours[i % colours.length], width: 2.5 },
    marker: { color: colours[i % colours.length], size: 7 },
    hovertemplate: `${plotText(x)} %{x:,}<br>${plotText(y)} <b>%{y:.4~g}</b>`,
  }));
  const longest = Math.max(
    ...all.flatMap(([name]) => wrapLabel(name, letters).map((line) => line.length)),
  );
  const margin = { l: 56, r: 20 + 7.5 * longest, t: topMargin(title), b: 52 };
  const vertical = scale(all.flatMap(([, line]) => Array.from(line.y)), logY);
  const places = [...new Set(all.flatMap(([, line]) => Array.from(line.x)))].sort((a, b) => a - b);
  // Ticks at the measured values, if these are few.
  const range = paddedRange(logX ? places.map(Math.log10) : places, 0.04);
  const ticks = places.length <= mostTicks
    ? measuredTicks(
      places,
      (at) => ((logX ? Math.log10(at) : at) - range[0]) / (range[1] - range[0]),
      phone - margin.l - margin.r,
    )
    : {};
  return plot(
    data,
    {
      height,
      margin,
      xaxis: axis(x, {
        type: logX ? "log" : "linear",
        // Plotly's own range would have room for the names, which are in the margin.
        range,
        ...ticks,
      }),
      yaxis: axis(undefined, vertical),
      annotations: [
        ...endLabels(all, vertical.range, height - margin.t - margin.b, { logX, logY }),
        verticalTitle(y),
      ],
    },
    { title, caption },
    all.map(([name, line]) =>
      `${name}: ${Array.from(line.x, (at, i) => `${at} → ${significant(line.y[i])}`).join(", ")}`
    ).join("\n"),
  );
}

/** Those of the ascending values whose numbers stand side by side in `room` pixels. */
function measuredTicks(
  values: readonly number[],
  place: (value: number) => number,
  room: number,
): Partial<LayoutAxis> {
  let end = -Infinity;
  const tickvals = values.filter((value) => {
    const half = 3.8 * String(value).length, middle = place(value) * room;
    if (middle - half < end) return false;
    end = middle + half + 4;
    return true;
  });
  return { tickvals, ticktext: tickvals.map(String), tickangle: 0 };
}

/** Each line's name at its last point, moved apart if lines end close together. */
function endLabels(
  all: readonly [string, Series][],
  [low, high]: [number, number],
  room: number,
  { logX, logY }: { logX: boolean; logY: boolean },
): Partial<Annotations>[] {
  const last = (values: ArrayLike<number>, log: boolean) => {
    const value = values[values.length - 1];
    return log ? Math.log10(value) : value;
  };
  const heights = all.map(([, { y }]) => (last(y, logY) - low) / (high - low) * room);
  const names = all.map(([name]) => wrapLabel(name, letters).map(plotText));
  const most = Math.max(...names.map((lines) => lines.length));
  const half = 17 * (most - 1) / 2; // of the lines but one: no name reaches below the axis
  const placed = spreadLabels(heights.map((height) => height - half), 17 * most, room - 2 * half)
    .map((height) => height + half);
  return all.map(([, { x, y }], i) => ({
    text: `<b>${names[i].join("<br>")}</b>`,
    align: "left",
    font: { color: colours[i % colours.length] },
    x: last(x, logX),
    y: last(y, logY),
    xanchor: "left",
    yanchor: "middle",
    xshift: 10,
    yshift: placed[i] - heights[i],
    showarrow: false,
  }));
}
