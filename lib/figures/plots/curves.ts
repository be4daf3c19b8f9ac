import type { Annotations, Layout, PlotData } from "plotly.js";
import type { EpochRecord } from "../../training/mod.ts";
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

/** What learning curves need of a run; a `History` is one. */
export interface Run {
  readonly records: readonly EpochRecord[];
}

/** How learning curves look. */
export interface CurvesOptions extends Framing {
  /** the loss and its unit, at the axis */
  loss?: string;
  /** a logarithmic loss axis */
  log?: boolean;
}

/**
 * Shows learning curves: loss by epoch, dotted in training and solid in validation, each line with
 * its name at its end; below, the learning rate where it changes.
 *
 * @param runs one run, or several by name
 * @throws {RangeError} there is no run, or a run has no epoch
 *
 * @example
 * ```ts
 * import { showCurves } from "@autoencoders/figures";
 *
 * const epoch = { learningRate: 1e-3, elapsedMs: 900, imagesPerSecond: 66_000 };
 * await showCurves({
 *   records: [{ ...epoch, epoch: 1, loss: 0.13 }, { ...epoch, epoch: 2, loss: 0.09 }],
 * });
 * ```
 */
export async function showCurves(
  runs: Run | Record<string, Run>,
  options: CurvesOptions = {},
): Promise<void> {
  await showPlot(curvesPlot(runs, options));
}

const dottedNote = " · dotted: in training, solid: in validation";
const height = 400;
const margin = { top: topMargin("a title"), bottom: 52 };

/** What {@linkcode showCurves} shows. */
export function curvesPlot(
  runs: Run | Record<string, Run>,
  { title = "Learning curves", caption, loss = "loss", log = false }: CurvesOptions = {},
): Plot {
  const named = isRun(runs) ? { "": runs } : runs;
  const lines = Object.entries(named).flatMap(([name, run], i) => runLines(name, run, i));
  if (lines.length === 0) throw new RangeError("learning curves need at least one run, got 0");
  const all = Object.values(named).flatMap(({ records }) => records);
  const changes = new Set(all.map(({ learningRate }) => learningRate)).size > 1;
  const domain: [number, number] = changes ? [0.34, 1] : [0, 1];
  const values = lines.flatMap(({ y }) => y).filter((y) =>
    Number.isFinite(log ? Math.log10(y) : y)
  );
  const range = paddedRange(values, log);

  const dotted = lines.some(({ name, label }) => label === "" && name.endsWith("training"));
  const labels = endLabels(lines, range, domain, log);
  const longest = Math.max(...lines.map(({ label }) => label.length));
  const last = Math.max(...all.map(({ epoch }) => epoch));
  const layout: Partial<Layout> & { height: number } = {
    height,
    margin: { l: 56, r: 24 + 7.5 * longest, t: margin.top, b: margin.bottom },
    xaxis: axis("epoch", { anchor: changes ? "y2" : "y", range: [last > 1 ? 1 : 0, last + 0.02] }),
    yaxis: axis(undefined, { domain, range, ...(log ? logarithmic(range) : {}) }),
    annotations: [...labels, verticalTitle(loss + (dotted ? dottedNote : ""))],
  };
  if (changes) {
    layout.yaxis2 = axis(undefined, { domain: [0, 0.2], rangemode: "tozero", nticks: 3 });
    layout.annotations!.push(verticalTitle("learning rate", 0.2));
  }
  const data = lines.map(({ label: _, ...line }) => line as Partial<PlotData>);
  if (changes) data.push(...Object.entries(named).map(([name, run], i) => rateLine(name, run, i)));
  const words = lines.map(({ name, y }) => `${name}: ${significant(y[0])} → ${end(y)}`).join("\n");
  return plot(data, layout, { title, caption }, words);
}

interface Line extends Partial<PlotData> {
  name: string;
  x: number[];
  y: number[];
  /** at the line's end; empty for none */
  label: string;
}

function runLines(run: string, { records }: Run, index: number): Line[] {
  if (records.length === 0) throw new RangeError(`run ${run || index} has no epoch to show`);
  const color = colours[index % colours.length];
  const mode = records.length <= 25 ? "lines+markers" : "lines";
  const line = (kind: "training" | "validation", y: number[]): Line => ({
    type: "scatter",
    mode,
    name: run ? `${run}, ${kind}` : kind,
    x: records.map(({ epoch }) => epoch),
    y,
    line: {
      color,
      width: kind === "training" ? 1.5 : 2.5,
      dash: kind === "training" ? "dot" : "solid",
    },
    marker: { color, size: kind === "training" ? 4 : 6 },
    hovertemplate: `<b>${plotText(run ? `${run}, ${kind}` : kind)}</b><br>` +
      "epoch %{x:d}<br>%{y:.4g}<extra></extra>",
    label: run ? (kind === "validation" || !validated ? run : "") : kind,
  });
  const validated = records.some(({ validationLoss }) => validationLoss !== undefined);
  const training = line("training", records.map(({ loss }) => loss));
  if (!validated) return [training];
  return [
    training,
    line("validation", records.map(({ validationLoss }) => validationLoss ?? NaN)),
  ];
}

function rateLine(name: string, { records }: Run, index: number): Partial<PlotData> {
  return {
    type: "scatter",
    mode: "lines",
    name: `${name} learning rate`.trim(),
    x: records.map(({ epoch }) => epoch),
    y: records.map(({ learningRate }) => learningRate),
    yaxis: "y2",
    line: { color: colours[index % colours.length], width: 2, shape: "hv" },
    hovertemplate: "learning rate %{y:.2e}<br>epoch %{x:d}<extra></extra>",
  };
}

function endLabels(
  lines: readonly Line[],
  [low, high]: [number, number],
  domain: [number, number],
  log: boolean,
): Partial<Annotations>[] {
  const labelled = lines.filter(({ label }) => label !== "");
  const room = (height - margin.top - margin.bottom) * (domain[1] - domain[0]);
  const wanted = labelled.map(({ y }) => {
    const value = lastFinite(y);
    return ((log ? Math.log10(value) : value) - low) / (high - low) * room;
  });
  const places = spread(wanted, 17, room);
  return labelled.map(({ label, line }, i) => ({
    text: `<b>${plotText(label)}</b>`,
    font: { color: line!.color as string },
    xref: "paper",
    x: 1,
    xanchor: "left",
    xshift: 8,
    yref: "paper",
    y: domain[0] + places[i] / room * (domain[1] - domain[0]),
    yanchor: "middle",
    showarrow: false,
  }));
}

function isRun(runs: Run | Record<string, Run>): runs is Run {
  return Array.isArray(runs.records);
}

function lastFinite(values: readonly number[]): number {
  return values.findLast(Number.isFinite) ?? NaN;
}

function end(values: readonly number[]): string {
  return `${significant(lastFinite(values))} after ${values.length} epochs`;
}
