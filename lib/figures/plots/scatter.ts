// @ts-types="@types/d3-array"
import { extent, greatest } from "d3-array";
import type { Annotations, Layout, PlotData } from "plotly.js";
import type { Codes } from "../../codes.ts";
import { requireInteger, requireKnown } from "../../require.ts";
import { braille } from "../pictures/braille.ts";
import { floatImages, type Images } from "../pictures/float_images.ts";
import type { FigureOptions } from "../style/html.ts";
import { colours, textOn } from "../style/palette.ts";
import { axis, verticalTitle } from "./axes.ts";
import { plotText, themed } from "./markup.ts";
import { type Plot, plot, requireDrawable, showPlot } from "./plot.ts";
import { figureOptions } from "../style/html.ts";

/** Options of {@linkcode showScatter}. */
export interface ScatterOptions extends FigureOptions {
  /** the class of each point, an index into `classNames` */
  labels?: ArrayLike<number>;
  /** the names of the classes; default their numbers */
  classNames?: readonly string[];
  /** the image of each point, shown on hover */
  images?: Images;
  /** title of the horizontal axis, with its unit */
  x?: string;
  /** title of the vertical axis, with its unit */
  y?: string;
  /**
   * maximum number of points drawn, evenly spaced; default 2,000, or 1,000 with images, since these
   * make up most of the size of a saved notebook
   */
  limit?: number;
}

/**
 * Shows points in the plane by class, such as codes projected to two dimensions: each class has a
 * colour, a symbol and its name where it stands out most (a click on its name below the plot
 * hides it), and hovering over a point shows its image. The caption ends with the number of points.
 *
 * @param points n × 2 coordinates, as codes or point by point
 * @throws {RangeError} the points are not pairs, a coordinate is NaN or infinite, the number of
 * labels or images is not n, or `limit` is not a positive integer
 *
 * @example
 * ```ts
 * import { showScatter } from "@autoencoders/figures";
 *
 * await showScatter([0, 0, 1, 2], { labels: [0, 1], classNames: ["zero", "one"] });
 * ```
 */
export async function showScatter(
  points: Codes | ArrayLike<number>,
  options: ScatterOptions = {},
): Promise<void> {
  requireKnown("showScatter", options, {
    ...figureOptions,
    labels: true,
    classNames: true,
    images: true,
    x: "text",
    y: "text",
    limit: true,
  });
  await showPlot(scatterPlot(points, options));
}

// Symbols in addition to colours, for readers who cannot distinguish ten colours; sizes are chosen
// so that all look equally large.
const symbols: [string, number][] = [
  ["circle", 6],
  ["square", 6],
  ["diamond", 7],
  ["cross", 7],
  ["x", 6],
  ["triangle-up", 8],
  ["triangle-down", 8],
  ["pentagon", 7],
  ["star", 9],
  ["hexagon", 7],
];

/** The figure of {@linkcode showScatter}. */
export function scatterPlot(places: Codes | ArrayLike<number>, options: ScatterOptions = {}): Plot {
  const { labels, title, x = "first dimension", y = "second dimension" } = options;
  const points = coordinates(places);
  const count = points.length / 2;
  const images = options.images && floatImages(options.images);
  const { limit = images ? 1_000 : 2_000 } = options;
  requireInteger("limit", limit);
  requireOneEach("labels", labels?.length, count);
  requireOneEach("images", images?.count, count);
  const classes = labels ? [...new Set(Array.from(labels))].sort((a, b) => a - b) : [0];
  const nameOf = (k: number) => labels ? options.classNames?.[k] ?? String(k) : "points";
  const kept = Array.from({ length: count }, (_, i) => i)
    .filter((i) => Math.floor(i * limit / count) !== Math.floor((i - 1) * limit / count));

  const data = classes.map((k, order): Partial<PlotData> => {
    // When the colours repeat, the symbols are shifted by one, so that even 100 classes differ.
    const [symbol, size] = symbols[(order + Math.floor(order / colours.length)) % symbols.length];
    const members = labels ? kept.filter((i) => labels[i] === k) : kept;
    return {
      type: "scatter",
      mode: "markers",
      name: labels ? themed(plotText(nameOf(k))) : nameOf(k),
      x: members.map((i) => rounded(points[2 * i])),
      y: members.map((i) => rounded(points[2 * i + 1])),
      marker: {
        size,
        opacity: 0.9,
        color: colours[order % colours.length],
        symbol,
      },
      ...(images ? { text: members.map((i) => braille(images, i).join("<br>")) } : {}),
      hovertemplate: hoverTemplate(plotText(nameOf(k)), images !== undefined),
    };
  });
  const layout: Partial<Layout> & { height: number } = {
    height: 520,
    xaxis: axis(x),
    yaxis: axis(),
    annotations: [
      ...(labels ? classLabels(points, kept, labels, classes, nameOf) : []),
      verticalTitle(y),
    ],
    dragmode: "pan",
    showlegend: labels !== undefined,
    // Below the plot: beside it, it would take half of the width of a phone.
    ...(labels ? { legend: { orientation: "h", x: 0, y: -0.13, yanchor: "top" } } : {}),
  };
  const [few, all] = [kept.length, count].map((n) => n.toLocaleString("en"));
  const shown = kept.length < count ? `${few} of ${all} points` : `${all} points`;
  const number = kept.length < count ? `${shown} are drawn.` : `${shown}.`;
  const caption = [options.caption, number].filter(Boolean).join(" ");
  const text = `${shown}${labels ? ` in ${classes.length} classes` : ""}`;
  return plot(data, layout, { title, caption }, text);
}

/** The name of each class on a patch of its colour, at the point with most neighbours of its class. */
function classLabels(
  points: ArrayLike<number>,
  kept: readonly number[],
  labels: ArrayLike<number>,
  classes: readonly number[],
  nameOf: (k: number) => string,
): Partial<Annotations>[] {
  const [left, right] = extent(kept, (i) => points[2 * i]) as [number, number];
  const [bottom, top] = extent(kept, (i) => points[2 * i + 1]) as [number, number];
  const placed: { at: [number, number]; letters: number }[] = [];
  const apart = ([x, y]: readonly [number, number], [u, v]: readonly [number, number]) =>
    Math.hypot((x - u) / (right - left || 1), (y - v) / (top - bottom || 1));
  const at = (i: number): [number, number] => [points[2 * i], points[2 * i + 1]];
  return classes.flatMap((k, order) => {
    const members = kept.filter((i) => labels[i] === k).map(at);
    if (members.length === 0) return [];
    const others = kept.filter((i) => labels[i] !== k).map(at);
    const { length: letters } = nameOf(k);
    // How much of other names a name here would cover on a phone, where a letter is a 30th of the width.
    const covered = ([x, y]: [number, number]) =>
      placed.reduce((sum, { at: [u, v], letters: others }) => {
        const across = Math.abs(x - u) / ((right - left || 1) * (0.03 + (letters + others) / 60));
        const down = Math.abs(y - v) / ((top - bottom || 1) * 0.07);
        return sum + Math.max(0, 1 - across) * Math.max(0, 1 - down);
      }, 0);
    // Neighbours of the same class count for a place, those of others and other names against it.
    const near = (place: [number, number], of: [number, number][]) =>
      of.reduce((sum, point) => sum + Number(apart(place, point) < 0.05), 0);
    const candidates = members.filter((_, i) => i % Math.ceil(members.length / 40) === 0);
    const [x, y] = greatest(candidates, (place) =>
      near(place, members) - near(place, others) -
      10 * kept.length * covered(place))!;
    placed.push({ at: [x, y], letters });
    const fill = colours[order % colours.length];
    return {
      text: `<b>${plotText(nameOf(k))}</b>`,
      x: rounded(x),
      y: rounded(y),
      showarrow: false,
      bgcolor: fill,
      bordercolor: "#fff",
      borderpad: 2,
      font: { size: classes.length > 12 ? 11 : 14, color: textOn(fill) },
      captureevents: false,
    };
  });
}

function hoverTemplate(name: string, withImage: boolean): string {
  const image = '<span style="font-family:monospace;font-size:15px">%{text}</span><br>';
  return `<b>${name}</b><br>${withImage ? image : ""}(%{x:.3~g}, %{y:.3~g})<extra></extra>`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** @throws {RangeError} no points, points that are not pairs, or a NaN or infinite coordinate */
function coordinates(points: Codes | ArrayLike<number>): ArrayLike<number> {
  const values = "dimensions" in points ? points.values : points;
  if ("dimensions" in points && points.dimensions !== 2) {
    throw new RangeError(`points must have 2 dimensions, got ${points.dimensions}`);
  }
  requireDrawable("points", values);
  if (values.length % 2 === 0) return values;
  throw new RangeError(`points must be pairs of numbers, got ${values.length} numbers`);
}

function requireOneEach(name: string, given: number | undefined, count: number): void {
  if (given === undefined || given === count) return;
  throw new RangeError(`${count} points need ${count} ${name}, got ${given}`);
}
