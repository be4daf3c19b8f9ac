import type { PlotData } from "plotly.js";
import type { Framing } from "../style/html.ts";
import { colourscale, diverging, ink, sequential } from "../style/palette.ts";
import {
  axis,
  type Plot,
  plot,
  plotText,
  showPlot,
  themed,
  topMargin,
  verticalTitle,
} from "./plot.ts";

/** How a heat map looks. */
export interface HeatmapOptions extends Framing {
  /** what the columns are, and the rows, and the numbers, with their units */
  x?: string;
  y?: string;
  value?: string;
  /** a name for each column, each row */
  xNames?: readonly string[];
  yNames?: readonly string[];
}

/**
 * Shows a matrix as colours: dark to light where no number is negative; blue below, nearly white at
 * and orange above zero otherwise. The first row is at the top.
 *
 * @param values rows × columns numbers, row by row
 * @throws {RangeError} the numbers are no whole number of rows, or one is not finite
 *
 * @example
 * ```ts
 * import { showHeatmap } from "@autoencoders/figures";
 *
 * await showHeatmap([0, 1, 2, 3], 2, { value: "activity" });
 * ```
 */
export async function showHeatmap(
  values: ArrayLike<number>,
  columns: number,
  options: HeatmapOptions = {},
): Promise<void> {
  await showPlot(heatmapPlot(values, columns, options));
}

/** What {@linkcode showHeatmap} shows. */
export function heatmapPlot(
  values: ArrayLike<number>,
  columns: number,
  options: HeatmapOptions = {},
): Plot {
  const { x = "column", y = "row", value = "value", title, caption } = options;
  const z = rowsOf(values, columns);
  let [low, high] = [Infinity, -Infinity];
  for (const row of z) {
    for (const v of row) [low, high] = [Math.min(low, v), Math.max(high, v)];
  }
  const signed = low < 0;
  const end = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const data: Partial<PlotData> = {
    type: "heatmap",
    z,
    ...(options.xNames ? { x: [...options.xNames] } : {}),
    ...(options.yNames ? { y: [...options.yNames] } : {}),
    zmin: signed ? -end : 0,
    zmax: end,
    colorscale: signed ? colourscale(diverging, -1, 1) : colourscale(sequential, 0, 1),
    colorbar: {
      title: { text: themed(value), side: "right" },
      thickness: 12,
      outlinewidth: 0,
      tickprefix: `<span style="color:var(--jp-content-font-color1, ${ink})">`,
      ticksuffix: "</span>",
    },
    hovertemplate: `${column(x, options.xNames, "x")}<br>${column(y, options.yNames, "y")}<br>` +
      `<b>%{z:.4g}</b><extra></extra>`,
  };
  const ticks = { showgrid: false, ticks: "" as const };
  const height = Math.max(240, Math.min(620, topMargin(title) + 60 + 14 * z.length));
  return plot(
    [data],
    {
      height,
      xaxis: axis(x, options.xNames ? { ...ticks, tickprefix: "", ticksuffix: "" } : ticks),
      yaxis: axis(undefined, {
        ...ticks,
        autorange: "reversed",
        ...(options.yNames ? { tickprefix: "", ticksuffix: "" } : {}),
      }),
      annotations: [verticalTitle(y, 1, "↓")],
    },
    { title, caption },
    `${z.length} × ${columns} numbers from ${low} to ${high}`,
  );
}

/** A name stands for itself; a number is formatted here, see plot(). */
function column(title: string, names: readonly string[] | undefined, letter: string): string {
  return names ? `%{${letter}}` : `${plotText(title)} %{${letter}:d}`;
}

function rowsOf(values: ArrayLike<number>, columns: number): number[][] {
  const rows = values.length / columns;
  if (!Number.isSafeInteger(rows) || rows < 1 || !Number.isSafeInteger(columns) || columns < 1) {
    throw new RangeError(`${values.length} numbers are no whole number of rows of ${columns}`);
  }
  return Array.from(
    { length: rows },
    (_, r) =>
      Array.from({ length: columns }, (_, c) => {
        const value = values[r * columns + c];
        if (!Number.isFinite(value)) {
          throw new RangeError(`row ${r}, column ${c} is ${value}`);
        }
        return Number(value.toPrecision(4));
      }),
  );
}
