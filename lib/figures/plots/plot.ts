import type { Config, Data, Layout } from "plotly.js";
import { display } from "../display.ts";
import { figureHtml, type FigureOptions, figureText } from "../style/html.ts";
import { wrapLabel } from "../style/labels.ts";
import { colours, ink } from "../style/palette.ts";
import { plotText, themed } from "./markup.ts";

/** A Plotly figure. */
export interface Plot {
  data: Partial<Data>[];
  layout: Partial<Layout>;
  config: Partial<Config>;
  /** below the figure */
  caption?: string;
  /** the figure's numbers as text, for a console */
  text: string;
}

/** Shows a Plotly figure, and its caption below it. */
export async function showPlot({ data, layout, config, caption, text }: Plot): Promise<void> {
  await display({
    "text/plain": text,
    "application/vnd.plotly.v1+json": { data, layout, config },
  });
  if (caption) await display({ "text/plain": caption, "text/html": figureHtml("", { caption }) });
}

/** A Plotly figure in the common style: transparent, one font, no logo. */
export function plot(
  data: Partial<Data>[],
  layout: Partial<Layout> & { height: number },
  { title, caption }: FigureOptions,
  text: string,
): Plot {
  return {
    data,
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      colorway: [...colours],
      font: { family: "system-ui, -apple-system, 'Segoe UI', sans-serif", size: 13, color: ink },
      // Dark in both themes. Hover templates format every number themselves: otherwise Plotly would
      // put the prefix and suffix of axis() into the label.
      hoverlabel: { bgcolor: "#111", bordercolor: ink, font: { size: 13, color: "#fff" } },
      hovermode: "closest",
      margin: { l: 56, r: 24, t: topMargin(title), b: 52 },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: ink, activecolor: colours[0] },
      showlegend: false,
      ...(title ? { title: plotTitle(title) } : {}),
      ...layout,
    },
    config: {
      displaylogo: false,
      responsive: true,
      modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"],
    },
    caption,
    text: figureText(text, { title }),
  };
}

function plotTitle(title: string): Layout["title"] {
  return {
    text: themed(`<b>${titleLines(title).map(plotText).join("<br>")}</b>`),
    font: { size: 15 },
    x: 0,
    xref: "container",
    xanchor: "left",
    y: 1,
    yref: "container",
    yanchor: "top",
    pad: { t: 12, l: 10 },
  } as Layout["title"];
}

/** Pixels above the plotting area, for the title and the title of the vertical axis. */
export function topMargin(title?: string): number {
  return title ? 48 + 20 * titleLines(title).length : 40;
}

/** The lines of a title that fit on a phone. */
function titleLines(title: string): string[] {
  return wrapLabel(title, 34);
}

/** @throws {RangeError} no values, or one is NaN, infinite or, for a logarithm, not above 0 */
export function requireDrawable(name: string, values: ArrayLike<number>, log = false): void {
  if (values.length === 0) throw new RangeError(`${name} must have at least one value, got 0`);
  let broken = 0;
  while (
    broken < values.length && Number.isFinite(values[broken]) && !(log && values[broken] <= 0)
  ) {
    broken++;
  }
  if (broken === values.length) return;
  const expected = log ? "above 0 and finite on a logarithmic axis" : "finite";
  throw new RangeError(`${name}[${broken}] must be ${expected}, got ${values[broken]}`);
}

/** @throws {RangeError} `items` is empty */
export function requireSome(what: string, items: readonly unknown[]): void {
  if (items.length === 0) throw new RangeError(`a plot needs at least one ${what}, got 0`);
}
