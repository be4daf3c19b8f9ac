// @ts-types="@types/d3-array"
import { bin, extent, mean, median, range as steps } from "d3-array";
import type { PlotData } from "plotly.js";
import { significant } from "../../progress/mod.ts";
import { isRecord, requireInteger, requireKnown, requireList } from "../../require.ts";
import type { FigureOptions } from "../style/html.ts";
import { colours } from "../style/palette.ts";
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
}

/**
 * Shows the distribution of values: bars of counts or, for several sets by name, overlaid lines of
 * relative frequencies, so that sets of different sizes are comparable. The last bin includes its
 * end; values outside `range` are omitted.
 *
 * @throws {RangeError} a set is empty or has a value that is NaN or infinite, `bins` is not a
 * positive integer, or `range` is not ascending
 *
 * @example
 * ```ts
 * import { showHistogram } from "@autoencoders/figures";
 *
 * await showHistogram([0.01, 0.02, 0.02, 0.05], { x: "MSE of an image", bins: 4 });
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
  });
  await showPlot(histogramPlot(values, options));
}

/** The figure of {@linkcode showHistogram}. */
export function histogramPlot(
  values: ArrayLike<number> | Record<string, ArrayLike<number>>,
  { x = "value", bins = 40, range, title, caption }: HistogramOptions = {},
): Plot {
  requireInteger("bins", bins);
  const sets = Object.entries(isArrayLike(values) ? { values } : values);
  requireSome("set of values", sets);
  for (const [name, set] of sets) requireDrawable(name, set);
  const [low, high] = range ?? valueRange(sets.map(([, set]) => set));
  if (!(low < high)) throw new RangeError(`range must be ascending, got ${low} to ${high}`);
  const width = (high - low) / bins;
  const starts = steps(bins).map((k) => low + k * width);
  const count = bin().domain([low, high]).thresholds(starts.slice(1));
  const several = sets.length > 1;

  const data = sets.map(([name, set], i): Partial<PlotData> => {
    const counts = count(set).map((members) => members.length);
    const color = colours[i % colours.length];
    // Each step runs from a bin's start to its end; the last one returns to zero.
    return several
      ? {
        type: "scatter",
        mode: "lines",
        name: themed(plotText(name)),
        x: [low, ...starts, high],
        y: [0, ...counts.map((n) => n / set.length), 0],
        line: { shape: "hv", color, width: 2 },
        hovertemplate: `<b>${plotText(name)}</b><br>%{y:.1%} from %{x:.3~g} on<extra></extra>`,
      }
      : {
        type: "bar",
        x: starts.map((start) => start + width / 2),
        y: counts,
        width: 0.96 * width,
        marker: { color },
        hovertemplate: "%{y:,} about %{x:.3~g}<extra></extra>",
      };
  });
  const lines = sets.map(([name, set]) => {
    const all = Array.from(set);
    return `${name}: n = ${significant(set.length)}, mean ${significant(mean(all)!)}, ` +
      `median ${significant(median(all)!)}`;
  });
  return plot(
    data,
    {
      height: 340,
      showlegend: several,
      ...(several ? { legend: { x: 1, xanchor: "right", y: 1 } } : {}),
      xaxis: axis(x, { range: [low, high], showgrid: false }),
      yaxis: axis(undefined, { rangemode: "tozero", ...(several ? { tickformat: ".0%" } : {}) }),
      annotations: [verticalTitle(several ? "share of each set" : "count")],
    },
    { title, caption },
    lines.join("\n"),
  );
}

/** From the least to the greatest of all values, extended by ½ at both ends if these are equal. */
function valueRange(sets: readonly ArrayLike<number>[]): [number, number] {
  const [low, high] = extent(sets.flatMap((set) => Array.from(set))) as [number, number];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

function isArrayLike(
  values: ArrayLike<number> | Record<string, ArrayLike<number>>,
): values is ArrayLike<number> {
  return typeof values.length === "number";
}
