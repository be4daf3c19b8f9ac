import type { Annotations, PlotData, Shape } from "plotly.js";
import { type Codes, requireCodes } from "../../codes.ts";
import { unitStatistics } from "../../evaluation/mod.ts";
import { significant } from "../../progress/mod.ts";
import type { FigureOptions } from "../style/html.ts";
import { colours, faint, ink } from "../style/palette.ts";
import { axis, verticalTitle } from "./axes.ts";
import { themed } from "./markup.ts";
import { type Plot, plot, showPlot } from "./plot.ts";
import { requireKnown } from "../../require.ts";
import { figureOptions } from "../style/html.ts";

/**
 * Shows how much each unit of the code is used: its standard deviation over the images, in
 * descending order. Dead units, which have the same value for every image, are marked at the end.
 *
 * @param codes n × k
 *
 * @example
 * ```ts
 * import { codesFrom } from "@autoencoders";
 * import { showActivity } from "@autoencoders/figures";
 *
 * await showActivity(codesFrom([0, 1, 0, 3, 0, 2], 2)); // three codes of two numbers
 * ```
 */
export async function showActivity(codes: Codes, options: FigureOptions = {}): Promise<void> {
  requireCodes(codes);
  requireKnown("showActivity", options, figureOptions);
  await showPlot(activityPlot(codes, options));
}

/** Names of units below the bars on a phone. */
const mostNames = 8;

/** The figure of {@linkcode showActivity}. */
export function activityPlot(
  codes: Codes,
  { title = "How much each unit of the code is used", caption }: FigureOptions = {},
): Plot {
  const { deviation, dead } = unitStatistics(codes);
  const order = [...deviation.keys()].sort((a, b) =>
    Number(dead.includes(a)) - Number(dead.includes(b)) || deviation[b] - deviation[a] || a - b
  );
  const count = order.length, alive = count - dead.length;
  // As many names as stand side by side on a phone.
  const labelled = order.map((unit) => `u${unit}`)
    .filter((_, place) => place % Math.ceil(count / mostNames) === 0);
  const bars: Partial<PlotData> = {
    type: "bar",
    x: order.map((unit) => `u${unit}`),
    y: order.map((unit) => Number(deviation[unit].toPrecision(4))),
    marker: { color: colours[0] },
    hovertemplate: "%{x}: %{y:.3g}<extra></extra>",
  };
  return plot(
    [bars],
    {
      height: 320,
      xaxis: axis("unit of the code", {
        showgrid: false,
        // the text of a tick, since Plotly adds no prefix to the names of categories
        tickvals: labelled,
        ticktext: labelled,
        tickangle: 0,
      }),
      yaxis: axis(undefined, { rangemode: "tozero" }),
      shapes: alive < count ? [deadBand(alive, count)] : [],
      annotations: [
        verticalTitle("standard deviation over the images"),
        ...(alive < count ? [deadLabel(alive, count)] : []),
      ],
    },
    { title, caption },
    `${alive} of ${count} units in use; ` +
      `u${order[0]} most, standard deviation ${significant(deviation[order[0]])}`,
  );
}

function deadBand(alive: number, units: number): Partial<Shape> {
  return {
    type: "rect",
    xref: "x",
    yref: "paper",
    x0: alive - 0.5,
    x1: units - 0.5,
    y0: 0,
    y1: 1,
    fillcolor: faint,
    line: { color: ink, width: 1, dash: "dot" },
    layer: "above",
  };
}

function deadLabel(alive: number, units: number): Partial<Annotations> {
  return {
    text: themed(`<b>${units - alive} dead</b>`),
    xref: "x",
    yref: "paper",
    x: units - 0.5,
    xanchor: "right",
    xshift: -4,
    y: 1,
    // In the band: above it, on a phone, is the title of the vertical axis.
    yanchor: "top",
    yshift: -4,
    showarrow: false,
  };
}
