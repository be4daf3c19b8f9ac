import type { PlotData } from "plotly.js";
import type { Framing } from "../style/html.ts";
import { significant } from "../style/numbers.ts";
import { colours, ink } from "../style/palette.ts";
import {
  axis,
  logarithmic,
  paddedRange,
  type Plot,
  plot,
  plotText,
  showPlot,
  topMargin,
} from "./plot.ts";

/** How strips look. */
export interface StripsOptions extends Framing {
  /** what is measured, with its unit */
  x?: string;
  /** a logarithmic axis */
  logX?: boolean;
}

/**
 * Shows how far a few values of each group lie apart: a strip for each group from top to bottom, a
 * point for each value, a line at their mean. Where the strips of two groups overlap, the values do
 * not tell the groups apart.
 *
 * @throws {RangeError} there is no group, or a group is empty or holds a value that is not finite or,
 * on a logarithmic axis, not above 0
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
  await showPlot(stripsPlot(groups, options));
}

/** What {@linkcode showStrips} shows. */
export function stripsPlot(
  groups: Record<string, readonly number[]>,
  { x = "value", logX = false, title, caption }: StripsOptions = {},
): Plot {
  const all = Object.entries(groups);
  if (all.length === 0) throw new RangeError("there must be at least one group, got 0");
  for (const [name, values] of all) check(name, values, logX);
  const range = paddedRange(all.flatMap(([, values]) => values), logX);
  const means = all.map(([, values]) => values.reduce((sum, v) => sum + v, 0) / values.length);
  const points = all.map(([name, values], i): Partial<PlotData> => ({
    type: "scatter",
    mode: "markers",
    x: [...values],
    y: values.map(() => i),
    marker: { color: colours[0], size: 10, opacity: 0.75 },
    hovertemplate: `<b>${plotText(name)}</b><br>${plotText(x)} %{x:.4~g}<extra></extra>`,
  }));
  const bars: Partial<PlotData> = {
    type: "scatter",
    mode: "markers",
    x: means,
    y: all.map((_, i) => i),
    marker: { symbol: "line-ns-open", color: ink, size: 22, line: { width: 2.5 } },
    hovertemplate: `mean %{x:.4~g}<extra></extra>`,
  };
  const tickvals = all.map((_, i) => i);
  return plot(
    [...points, bars],
    {
      height: Math.max(200, topMargin(title) + 52 + 34 * all.length),
      margin: { l: 20, r: 24, t: topMargin(title), b: 52 },
      xaxis: axis(x, { range, ...(logX ? logarithmic(range) : {}) }),
      yaxis: axis(undefined, {
        ...{ tickvals, ticktext: all.map(([name]) => `${plotText(name)}  `) },
        range: [all.length - 0.5, -0.5], // the first on top
      }),
    },
    { title, caption },
    all.map(([name, values], i) =>
      `${name}: ${values.map((v) => significant(v)).join(", ")}; mean ${significant(means[i])}`
    ).join("\n"),
  );
}

function check(name: string, values: readonly number[], logX: boolean): void {
  if (values.length === 0) throw new RangeError(`group ${name} holds no value`);
  const broken = values.find((value) => !Number.isFinite(value) || (logX && value <= 0));
  if (broken !== undefined) {
    throw new RangeError(
      `group ${name} must hold finite numbers${logX ? " above 0" : ""}, got ${broken}`,
    );
  }
}
