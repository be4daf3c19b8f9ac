// @ts-types="@types/d3-array"
import { max, min, range as steps } from "d3-array";
import type { Annotations, LayoutAxis, PlotData, Shape } from "plotly.js";
import { significant } from "../../progress/mod.ts";
import {
  isRecord,
  requireInteger,
  requireKnown,
  requireList,
  requireNumber,
  requireRecord,
} from "../../require.ts";
import { mean, quantile } from "../../statistics/mod.ts";
import type { FigureOptions } from "../style/html.ts";
import { colours, ink } from "../style/palette.ts";
import { logTicks, paddedRange } from "../style/ticks.ts";
import { axis, verticalTitle } from "./axes.ts";
import { plotText, themed } from "./markup.ts";
import { type Plot, plot, requireDrawable, requireSome, showPlot } from "./plot.ts";
import { figureOptions } from "../style/html.ts";

/** Options of {@linkcode showHistogram}. */
export interface HistogramOptions extends FigureOptions {
  /** the quantity, with its unit */
  x?: string;
  /** number of bins, of equal width; default 40 */
  bins?: number;
  /** start of the first bin and end of the last; default the least and greatest value */
  range?: readonly [number, number];
  /** whether the counts have a logarithmic axis, so that rare values can be seen beside frequent ones */
  logY?: boolean;
  /** values to be marked by a line, by name, such as a threshold */
  marks?: Readonly<Record<string, number>>;
}

/**
 * Shows the distribution of values: bars of counts or, for several sets by name, overlaid lines of
 * relative frequencies, so that sets of different sizes are comparable. The last bin includes its
 * end; values outside `range` are omitted.
 *
 * @throws {RangeError} a set is empty or has a value that is NaN or infinite, `bins` is not a
 * positive integer, `range` is not ascending, or has no value of a set in it
 *
 * @example
 * ```ts
 * import { showHistogram } from "@autoencoders/figures";
 *
 * await showHistogram([0.01, 0.02, 0.02, 0.05], { x: "MSE of an image", bins: 4 });
 * await showHistogram([0, 0, 0, 90, 255], {
 *   bins: 256,
 *   range: [0, 256],
 *   logY: true,
 *   marks: { threshold: 127.5 },
 * });
 * ```
 */
export async function showHistogram(
  values: ArrayLike<number> | Record<string, ArrayLike<number>>,
  options: HistogramOptions = {},
): Promise<void> {
  if (!isRecord(values)) requireList("values", values);
  requireKnown("showHistogram", options, {
    ...figureOptions,
    x: "text",
    bins: true,
    range: "list",
    logY: true,
    marks: true,
  });
  if (options.marks !== undefined) requireRecord("marks", options.marks);
  await showPlot(histogramPlot(values, options));
}

/** The figure of {@linkcode showHistogram}. */
export function histogramPlot(
  values: ArrayLike<number> | Record<string, ArrayLike<number>>,
  { x = "value", bins = 40, range, logY = false, marks = {}, title, caption }: HistogramOptions =
    {},
): Plot {
  requireInteger("bins", bins);
  const sets = Object.entries(isArrayLike(values) ? { values } : values);
  requireSome("set of values", sets);
  for (const [name, set] of sets) requireDrawable(name, set);
  const [low, high] = range ?? valueRange(sets.map(([, set]) => set));
  if (!(low < high)) throw new RangeError(`range must be ascending, got ${low} to ${high}`);
  const width = (high - low) / bins;
  const starts = steps(bins).map((k) => low + k * width);
  for (const [name, value] of Object.entries(marks)) requireNumber(`mark ${name}`, value);
  const several = sets.length > 1;
  const heights = sets.map(([, set]) => {
    const counts = countIn(set, starts, high);
    return several ? counts.map((n) => n / set.length) : counts;
  });

  const vertical: Partial<LayoutAxis> = logY
    ? logScale(heights.flat(), several)
    : { rangemode: "tozero", ...(several ? { tickformat: ".0%" } : {}) };

  const data = sets.map(([name], i): Partial<PlotData> => {
    // On a logarithmic axis, nothing is at its lower end.
    const nothing = logY ? 10 ** vertical.range![0] : 0;
    const shown = heights[i].map((height) => height || nothing);
    const color = colours[i % colours.length];
    // Each step runs from a bin's start to its end; the last one returns to zero.
    return several
      ? {
        type: "scatter",
        mode: "lines",
        name: themed(plotText(name)),
        x: [low, ...starts, high],
        y: [nothing, ...shown, nothing],
        line: { shape: "hv", color, width: 2 },
        hovertemplate: `<b>${plotText(name)}</b><br>%{y:.1%} from %{x:.3~g} on<extra></extra>`,
      }
      : {
        type: "bar",
        x: starts.map((start) => start + width / 2),
        y: shown,
        width: 0.96 * width,
        marker: { color },
        hovertemplate: "%{y:,} about %{x:.3~g}<extra></extra>",
      };
  });
  const lines = sets.map(([name, set]) => {
    const middle = quantile(Float64Array.from(set).sort(), 0.5);
    return `${name}: n = ${significant(set.length)}, mean ${significant(mean(set))}, ` +
      `median ${significant(middle)}`;
  });
  return plot(
    data,
    {
      height: 340,
      showlegend: several,
      ...(several ? { legend: { x: 1, xanchor: "right", y: 1 } } : {}),
      // A margin, or the axis would hide the first bin and the frame would cut the outer lines.
      xaxis: axis(x, { range: paddedRange([low, high], 0.015), showgrid: false }),
      yaxis: axis(undefined, vertical),
      shapes: Object.values(marks).map(markLine),
      annotations: [
        ...Object.entries(marks).map(markLabel),
        verticalTitle(several ? "share of each set" : "count"),
      ],
    },
    { title, caption },
    lines.join("\n"),
  );
}

/** From the least to the greatest of all values, extended by ½ at both ends if these are equal. */
function valueRange(sets: readonly ArrayLike<number>[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const set of sets) {
    for (let i = 0; i < set.length; i++) {
      if (set[i] < low) low = set[i];
      if (set[i] > high) high = set[i];
    }
  }
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** The number of values in each bin; pixels of all images are too many to be listed by bin. */
function countIn(values: ArrayLike<number>, starts: readonly number[], high: number): number[] {
  const counts = new Array<number>(starts.length).fill(0), last = starts.length - 1;
  const width = (high - starts[0]) / starts.length;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < starts[0] || value > high) continue;
    let k = Math.min(last, Math.floor((value - starts[0]) / width));
    if (value < starts[k]) k--; // the division was rounded up
    else if (k < last && value >= starts[k + 1]) k++;
    counts[k]++;
  }
  return counts;
}

/** A logarithmic axis of counts, from half of one on, or of shares. */
function logScale(heights: readonly number[], shares: boolean): Partial<LayoutAxis> {
  const drawn = heights.filter((height) => height > 0);
  if (drawn.length === 0) throw new RangeError("range must contain a value, got none");
  const low = Math.log10(shares ? min(drawn)! / 2 : 0.5), high = Math.log10(1.5 * max(drawn)!);
  const tickvals = logTicks(low, high).filter((tick) => shares || tick >= 1);
  const ticktext = tickvals.map((tick) =>
    shares ? `${significant(100 * tick)} %` : tick.toLocaleString("en")
  );
  return { type: "log", range: [low, high], tickvals, ticktext };
}

function markLine(value: number): Partial<Shape> {
  return {
    type: "line",
    x0: value,
    x1: value,
    yref: "paper",
    y0: 0,
    y1: 1,
    line: { color: ink, width: 2, dash: "dash" },
  };
}

function markLabel([name, value]: [string, number], i: number): Partial<Annotations> {
  return {
    text: themed(`<b>${plotText(name)}</b>`),
    x: value,
    yref: "paper",
    y: 1,
    xanchor: "left",
    yanchor: "top",
    xshift: 2,
    yshift: -17 * i, // below one another, since marks may be close
    showarrow: false,
  };
}

function isArrayLike(
  values: ArrayLike<number> | Record<string, ArrayLike<number>>,
): values is ArrayLike<number> {
  return typeof values.length === "number";
}
