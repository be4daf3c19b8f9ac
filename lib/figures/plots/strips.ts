// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import type { PlotData } from "plotly.js";
import { significant } from "../../progress/mod.ts";
import type { FigureOptions } from "../style/html.ts";
import { wrapLabel } from "../style/labels.ts";
import { colours, ink } from "../style/palette.ts";
import { axis, scale } from "./axes.ts";
import { plotText } from "./markup.ts";
import { type Plot, plot, requireDrawable, requireSome, showPlot, topMargin } from "./plot.ts";
import { requireKnown, requireList, requireRecord } from "../../require.ts";
import { figureOptions } from "../style/html.ts";

/** Options of {@linkcode showStrips}. */
export interface StripsOptions extends FigureOptions {
  /** the measured quantity, with its unit */
  x?: string;
  /** whether the axis is logarithmic */
  logX?: boolean;
}

/**
 * Shows the spread of a few values in each group: one strip per group from top to bottom, with a
 * point for each value and a line at their mean. If the strips of two groups overlap, the values do
 * not separate the groups.
 *
 * @throws {RangeError} `groups` is empty, or a group is empty or has a value that is NaN, infinite
 * or, on a logarithmic axis, not above 0
 *
 * @example
 * ```ts
 * import { showStrips } from "@autoencoders/figures";
 *
 * await showStrips({ ReLU: [0.0131, 0.0134], GELU: [0.0113, 0.0115] }, { x: "test MSE" });
 * ```
 */
export async function showStrips(
  groups: Record<string, readonly number[]>,
  options: StripsOptions = {},
): Promise<void> {
  requireRecord("groups", groups);
  for (const [name, values] of Object.entries(groups)) requireList(`group ${name}`, values);
  requireKnown("showStrips", options, { ...figureOptions, x: "text", logX: true });
  await showPlot(stripsPlot(groups, options));
}

/** The figure of {@linkcode showStrips}. */
export function stripsPlot(
  groups: Record<string, readonly number[]>,
  { x = "value", logX = false, title, caption }: StripsOptions = {},
): Plot {
  const all = Object.entries(groups);
  requireSome("group", all);
  for (const [name, values] of all) requireDrawable(`group ${name}`, values, logX);
  const means = all.map(([, values]) => mean(values)!);
  const rows = all.map((_, i) => i);
  const points = all.map(([name, values], i): Partial<PlotData> => ({
    type: "scatter",
    mode: "markers",
    x: [...values],
    y: values.map(() => i),
    marker: { color: colours[0], size: 10, opacity: 0.75 },
    hovertemplate: `<b>${plotText(name)}</b><br>${plotText(x)} %{x:.4~g}<extra></extra>`,
  }));
  const meanLines: Partial<PlotData> = {
    type: "scatter",
    mode: "markers",
    x: means,
    y: rows,
    marker: { symbol: "line-ns-open", color: ink, size: 22, line: { width: 2.5 } },
    hovertemplate: `mean %{x:.4~g}<extra></extra>`,
  };
  const names = all.map(([name]) => wrapLabel(name, 16).map(plotText));
  const lines = Math.max(...names.map(({ length }) => length));
  return plot(
    [...points, meanLines],
    {
      height: Math.max(200, topMargin(title) + 52 + (16 + 18 * lines) * all.length),
      margin: { l: 20, r: 24, t: topMargin(title), b: 52 },
      xaxis: axis(x, {
        tickangle: 0,
        ...(logX ? {} : { nticks: 5 }), // as many as fit on a phone
        ...scale(all.flatMap(([, values]) => values), logX),
      }),
      yaxis: axis(undefined, {
        tickvals: rows,
        ticktext: names.map((name) => name.map((line) => `${line}  `).join("<br>")),
        range: [all.length - 0.5, -0.5], // the first on top
      }),
    },
    { title, caption },
    all.map(([name, values], i) =>
      `${name}: ${values.map((v) => significant(v)).join(", ")}; mean ${significant(means[i])}`
    ).join("\n"),
  );
}
