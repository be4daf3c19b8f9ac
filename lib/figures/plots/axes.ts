import type { Annotations, LayoutAxis } from "plotly.js";
import { wrapLabel } from "../style/labels.ts";
import { faint, ink } from "../style/palette.ts";
import { logTicks, paddedRange } from "../style/ticks.ts";
import { plotText, spanStart, themed } from "./markup.ts";

/**
 * The title of a vertical axis, unit included, as a horizontal line above the axis, where it is
 * easy to read and never cut off.
 */
export function verticalTitle(title: string): Partial<Annotations> {
  return {
    text: themed(`↑ ${plotText(title)}`),
    xref: "paper",
    x: 0,
    xanchor: "left",
    xshift: -40,
    yref: "paper",
    y: 1,
    yanchor: "bottom",
    yshift: 6,
    showarrow: false,
  };
}

/** Letters in a line of an axis title: as many as fit below the plotting area on a phone. */
const titleLetters = 32;

/** An axis with faint grid lines and ticks in the notebook's colour; `title` if horizontal. */
export function axis(title?: string, more: Partial<LayoutAxis> = {}): Partial<LayoutAxis> {
  const lines = wrapLabel(title ?? "", titleLetters).map(plotText).join("<br>");
  return {
    ...(title ? { title: { text: themed(lines), standoff: 10, font: { size: 13 } } } : {}),
    ...(more.showgrid === false ? {} : { gridcolor: faint }),
    zeroline: false,
    linecolor: ink,
    automargin: true,
    tickprefix: spanStart,
    ticksuffix: "</span>",
    ...more,
    // Plotly adds neither prefix nor suffix to ticks with a given text.
    ...(more.ticktext ? { ticktext: more.ticktext.map(themed) } : {}),
  };
}

/**
 * The range and, on a logarithmic axis, the ticks of an axis around `values`. Ticks are written in
 * full (0.01, 0.02, 0.05); Plotly would write 0.01, 2, 5.
 */
export function scale(
  values: readonly number[],
  log = false,
): Partial<LayoutAxis> & { range: [number, number] } {
  const range = paddedRange(log ? values.map(Math.log10) : values, 0.06);
  if (!log) return { range };
  const tickvals = logTicks(...range);
  return { range, type: "log", tickvals, ticktext: tickvals.map(String) };
}
