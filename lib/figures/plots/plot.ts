import type { Annotations, Config, Data, Layout, LayoutAxis } from "plotly.js";
import { display } from "../display.ts";
import { frame, type Framing, inWords } from "../style/html.ts";
import { colours, faint, ink } from "../style/palette.ts";
import { logTicks, padded } from "./ticks.ts";

/** A Plotly figure and the caption that stands under it. */
export interface Plot {
  data: Partial<Data>[];
  layout: Partial<Layout>;
  config: Partial<Config>;
  /** below the figure: what is shown and what to look for */
  caption?: string;
  /** what the figure shows, in numbers, for a console */
  words: string;
}

/** Shows a Plotly figure, and its caption below it. */
export async function showPlot({ data, layout, config, caption, words }: Plot): Promise<void> {
  await display({
    "text/plain": words,
    "application/vnd.plotly.v1+json": { data, layout, config },
  });
  if (caption) await display({ "text/plain": caption, "text/html": frame("", { caption }) });
}

/** The parts of a Plotly figure put together in the house's manner: transparent, one font, no logo. */
export function plot(
  data: Partial<Data>[],
  layout: Partial<Layout> & { height: number },
  framing: Framing,
  words: string,
): Plot {
  const { title, caption } = framing;
  return {
    data,
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      colorway: [...colours],
      font: { family: "system-ui, -apple-system, 'Segoe UI', sans-serif", size: 13, color: ink },
      // Dark in both themes; templates format every number themselves, since Plotly would else put
      // the themed tick labels of axis() into the label.
      hoverlabel: { bgcolor: "#111", bordercolor: ink, font: { size: 13, color: "#fff" } },
      hovermode: "closest",
      margin: { l: 56, r: 24, t: topMargin(title), b: 52 },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: ink, activecolor: colours[0] },
      showlegend: false,
      ...(title
        ? {
          title: {
            text: themed(`<b>${plotText(title)}</b>`),
            font: { size: 15 },
            x: 0,
            xref: "container",
            xanchor: "left",
            y: 1,
            yref: "container",
            yanchor: "top",
            pad: { t: 12, l: 10 },
          } as Layout["title"],
        }
        : {}),
      ...layout,
    },
    config: {
      displaylogo: false,
      responsive: true,
      modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"],
    },
    caption,
    words: inWords(words, { title }),
  };
}

/** Pixels above the plotting area: the title's line and that of {@linkcode verticalTitle}. */
export function topMargin(title?: string): number {
  return title ? 68 : 40;
}

/**
 * What a vertical axis shows, unit included, as a line above its upper end: read without turning
 * the head, and never cut off.
 *
 * @param top where the axis ends, 0–1 of the plotting area
 * @param arrow which way the numbers grow
 */
export function verticalTitle(title: string, top = 1, arrow = "↑"): Partial<Annotations> {
  return {
    text: themed(`${arrow} ${plotText(title)}`),
    xref: "paper",
    x: 0,
    xanchor: "left",
    xshift: -40,
    yref: "paper",
    y: top,
    yanchor: "bottom",
    yshift: 6,
    showarrow: false,
  };
}

/** An axis with faint grid lines and ticks in the notebook's colour; `title` for horizontal ones. */
export function axis(title?: string, more: Partial<LayoutAxis> = {}): Partial<LayoutAxis> {
  return {
    ...(title
      ? { title: { text: themed(plotText(title)), standoff: 10, font: { size: 13 } } }
      : {}),
    ...(more.showgrid === false ? {} : { gridcolor: faint }),
    zeroline: false,
    linecolor: ink,
    automargin: true,
    tickprefix: spanStart,
    ticksuffix: "</span>",
    ...more,
    // words in the place of numbers get neither prefix nor suffix from Plotly
    ...(more.ticktext ? { ticktext: more.ticktext.map(themed) } : {}),
  };
}

/** A logarithmic axis that writes its numbers out: 0.01, 0.02, 0.05, where Plotly writes 0.01, 2, 5. */
export function logarithmic(range: [low: number, high: number]): Partial<LayoutAxis> {
  const tickvals = logTicks(...range);
  return { type: "log", tickvals, ticktext: tickvals.map(String) };
}

/** An axis's range around `values`, in their logarithms where it is logarithmic, with a little room. */
export function paddedRange(values: readonly number[], log = false): [number, number] {
  return padded(log ? values.map(Math.log10) : values, 0.06);
}

// Plotly takes no CSS variable where it takes a colour, but it hands the style of a span inside a
// text on to the SVG. In Lab the text so has the theme's own colour, elsewhere it is grey.
const spanStart = `<span style="color:var(--jp-content-font-color1, ${ink})">`;

/** `text` (Plotly's markup) in the notebook's own text colour. */
export function themed(text: string): string {
  return `${spanStart}${text}</span>`;
}

/** Text that Plotly would otherwise read as markup. */
export function plotText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
