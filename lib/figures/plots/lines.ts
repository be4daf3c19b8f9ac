import type { Annotations, PlotData } from "plotly.js";
import type { Framing } from "../style/html.ts";
import { spread } from "../style/labels.ts";
import { significant } from "../style/numbers.ts";
import { colours } from "../style/palette.ts";
import {
  axis,
  logarithmic,
  paddedRange,
  type Plot,
  plot,
  plotText,
  showPlot,
  topMargin,
  verticalTitle,
} from "./plot.ts";

/** One line: y over x. */
export interface Series {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** How lines look. */
export interface LinesOptions extends Framing {
  /** what runs to the right, with its unit */
  x?: string;
  /** what runs upwards, with its unit */
  y?: string;
  /** logarithmic axes, such as for 2, 4, 8 … numbers in a code */
  logX?: boolean;
  logY?: boolean;
}

/**
 * Shows how one quantity follows another: a line with its points for each series, its name at its
 * last point.
 *
 * @throws {RangeError} there is no series, or a series is empty, not finite, not above 0 on a logarithmic
 * axis, or has not as many x as y
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
  await showPlot(linesPlot(series, options));
}

const height = 360;

/** What {@linkcode showLines} shows. */
export function linesPlot(
  series: Record<string, Series>,
  { x = "x", y = "y", logX = false, logY = false, title, caption }: LinesOptions = {},
): Plot {
  const all = Object.entries(series);
  if (all.length === 0) throw new RangeError("there must be at least one series, got 0");
  for (const [name, line] of all) checkSeries(name, line, logX, logY);
  const data = all.map(([name, line], i): Partial<PlotData> => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: Array.from(line.x),
    y: Array.from(line.y),
    line: { color: colours[i % colours.length], width: 2.5 },
    marker: { color: colours[i % colours.length], size: 7 },
    hovertemplate: `${plotText(x)} %{x:,}<br>${plotText(y)} <b>%{y:.4~g}</b>`,
  }));
  const longest = Math.max(...all.map(([name]) => name.length));
  const margin = { l: 56, r: 30 + 7.5 * longest, t: topMargin(title), b: 52 };
  const values = all.flatMap(([, line]) => Array.from(line.y));
  const range = paddedRange(values, logY);
  const ticks = [...new Set(all.flatMap(([, line]) => Array.from(line.x)))].sort((a, b) => a - b);
  return plot(
    data,
    {
      height,
      margin,
      // the values measured, where they are few enough to stand side by side
      xaxis: axis(x, {
        type: logX ? "log" : "linear",
        ...(ticks.length <= 12 ? { tickvals: ticks, ticktext: ticks.map(String) } : {}),
      }),
      yaxis: axis(undefined, { range, ...(logY ? logarithmic(range) : {}) }),
      annotations: [
        ...names(all, range, height - margin.t - margin.b, logX, logY),
        verticalTitle(y),
      ],
    },
    { title, caption },
    all.map(([name, line]) =>
      `${name}: ${Array.from(line.x, (at, i) => `${at} → ${significant(line.y[i])}`).join(", ")}`
    ).join("\n"),
  );
}

/** Each line's name at its last point; where lines end close together, moved apart by some pixels. */
function names(
  all: readonly [string, Series][],
  [low, high]: [number, number],
  room: number,
  logX: boolean,
  logY: boolean,
): Partial<Annotations>[] {
  const place = (log: boolean, values: ArrayLike<number>) => {
    const last = values[values.length - 1];
    return log ? Math.log10(last) : last;
  };
  const heights = all.map(([, { y }]) => (place(logY, y) - low) / (high - low) * room);
  const apart = spread(heights, 17, room);
  return all.map(([name, { x, y }], i) => ({
    text: `<b>${plotText(name)}</b>`,
    font: { color: colours[i % colours.length] },
    x: place(logX, x),
    y: place(logY, y),
    xanchor: "left",
    yanchor: "middle",
    xshift: 10,
    yshift: apart[i] - heights[i],
    showarrow: false,
  }));
}

function checkSeries(name: string, { x, y }: Series, logX: boolean, logY: boolean): void {
  if (x.length === 0 || x.length !== y.length) {
    throw new RangeError(`series ${name} needs as many x as y, got ${x.length} and ${y.length}`);
  }
  const broken = [...Array.from(x), ...Array.from(y)].find((value) => !Number.isFinite(value));
  if (broken !== undefined) throw new RangeError(`series ${name} holds ${broken}`);
  const below = [...logX ? Array.from(x) : [], ...logY ? Array.from(y) : []].find((v) => v <= 0);
  if (below !== undefined) {
    throw new RangeError(`a logarithmic axis needs numbers above 0, series ${name} holds ${below}`);
  }
}
