import type { PlotData } from "plotly.js";
import type { Framing } from "../style/html.ts";
import { significant } from "../style/numbers.ts";
import { colours } from "../style/palette.ts";
import { axis, type Plot, plot, plotText, showPlot, themed, verticalTitle } from "./plot.ts";

/** How a histogram looks. */
export interface HistogramOptions extends Framing {
  /** what is counted, with its unit */
  x?: string;
  /** of equal width; 40 unless told */
  bins?: number;
  /** the first bin's start and the last one's end; from the least to the greatest value unless told */
  range?: readonly [number, number];
}

/**
 * Shows how values are spread: as bars, or for several sets by name as steps over one another, in
 * shares of each set so that sets of different size compare.
 *
 * @throws {RangeError} a set is empty or has a value that is not finite, `bins` is no positive
 * integer, or the range does not run upwards
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
  await showPlot(histogramPlot(values, options));
}

/** What {@linkcode showHistogram} shows. */
export function histogramPlot(
  values: ArrayLike<number> | Record<string, ArrayLike<number>>,
  { x = "value", bins = 40, range, title, caption }: HistogramOptions = {},
): Plot {
  if (!Number.isSafeInteger(bins) || bins < 1) {
    throw new RangeError(`bins must be a positive integer, got ${bins}`);
  }
  const sets = Object.entries(isArrayLike(values) ? { values } : values)
    .map(([name, set]) => [name, checked(name, set)] as const);
  if (sets.length === 0) throw new RangeError("a histogram needs at least one set, got 0");
  const [low, high] = range ?? extent(sets.map(([, set]) => set));
  if (!(low < high)) throw new RangeError(`range must run upwards, got ${low} to ${high}`);
  const width = (high - low) / bins;
  const several = sets.length > 1;

  const data = sets.map(([name, set], i): Partial<PlotData> => {
    const counts = count(set, low, high, bins);
    const y = several ? [...counts].map((n) => n / set.length) : [...counts];
    const color = colours[i % colours.length];
    // A step starts at a bin's start and ends at its end; the last one falls back to zero.
    return several
      ? {
        type: "scatter",
        mode: "lines",
        name: themed(plotText(name)),
        x: [low, ...y.map((_, k) => low + k * width), high],
        y: [0, ...y, 0],
        line: { shape: "hv", color, width: 2 },
        hovertemplate: `<b>${plotText(name)}</b><br>%{y:.1%} from %{x:.3~g} on<extra></extra>`,
      }
      : {
        type: "bar",
        x: y.map((_, k) => low + (k + 0.5) * width),
        y,
        width: 0.96 * width,
        marker: { color },
        hovertemplate: "%{y:,} about %{x:.3~g}<extra></extra>",
      };
  });
  const words = sets.map(([name, set]) =>
    `${name}: n = ${significant(set.length)}, mean ${significant(mean(set))}, ` +
    `median ${significant(median(set))}`
  );
  return plot(
    data,
    {
      height: 340,
      showlegend: several,
      ...(several ? { legend: { x: 1, xanchor: "right", y: 1 } } : {}),
      xaxis: axis(x, { range: [low, high], showgrid: false }),
      yaxis: axis(undefined, { rangemode: "tozero", ...(several ? { tickformat: ".0%" } : {}) }),
      annotations: [verticalTitle(several ? "share of each set" : "how many")],
    },
    { title, caption },
    words.join("\n"),
  );
}

function count(set: Float64Array, low: number, high: number, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (const value of set) {
    // What lies outside a given range is not drawn; the greatest value belongs to the last bin.
    if (value < low || value > high) continue;
    counts[Math.min(bins - 1, Math.floor((value - low) / (high - low) * bins))]++;
  }
  return counts;
}

function checked(name: string, values: ArrayLike<number>): Float64Array {
  const set = Float64Array.from(values);
  if (set.length === 0) throw new RangeError(`${name} has no value to count`);
  const broken = set.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw new RangeError(`${name}[${broken}] is ${set[broken]}`);
  return set;
}

function extent(sets: readonly Float64Array[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const set of sets) {
    for (const value of set) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

function mean(set: Float64Array): number {
  return set.reduce((sum, value) => sum + value, 0) / set.length;
}

function median(set: Float64Array): number {
  const sorted = set.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function isArrayLike(
  values: ArrayLike<number> | Record<string, ArrayLike<number>>,
): values is ArrayLike<number> {
  return typeof values.length === "number";
}
