import type { Layout, PlotData } from "plotly.js";
import type { Codes } from "../../codes.ts";
import { braille } from "../pictures/braille.ts";
import type { Framing } from "../style/html.ts";
import { type Images, type Pictures, pictures } from "../pictures/pictures.ts";
import { colours } from "../style/palette.ts";
import { axis, type Plot, plot, plotText, showPlot, themed, verticalTitle } from "./plot.ts";

/** What a scatter shows beside its points. */
export interface ScatterOptions extends Framing {
  /** the class of each point, an index into `classNames` */
  labels?: ArrayLike<number>;
  /** the names of the classes; the numbers unless told */
  classNames?: readonly string[];
  /** the image of each point, shown on hover */
  images?: Images;
  /** axis titles with their units */
  x?: string;
  y?: string;
  /**
   * points drawn at most, every so-manyth of the rest left out; 2,000 unless told, 1,000 with images,
   * as the pictures on hover are most of what a saved notebook keeps
   */
  limit?: number;
}

/**
 * Shows points in the plane by class, such as codes projected to two dimensions: a colour and a
 * symbol for each class (a click on its name hides it), and on hover the image of the point.
 *
 * @param points n × 2 coordinates, as codes or pair by pair
 * @throws {RangeError} the points are no pairs or not finite, or labels or images are not n
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
  await showPlot(scatterPlot(points, options));
}

// Symbols beside the colours, for readers who tell ten colours apart badly, and the size at which
// each looks as large as the others.
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

/** What {@linkcode showScatter} shows. */
export function scatterPlot(places: Codes | ArrayLike<number>, options: ScatterOptions = {}): Plot {
  const { labels, title, x = "first dimension", y = "second dimension" } = options;
  const points = "dimensions" in places ? places.values : places;
  if ("dimensions" in places && places.dimensions !== 2) {
    throw new RangeError(`points must have 2 dimensions, got ${places.dimensions}`);
  }
  const count = check(points, options);
  const images = options.images && pictures(options.images);
  const classes = labels ? [...new Set(Array.from(labels))].sort((a, b) => a - b) : [0];
  const nameOf = (k: number) => labels ? options.classNames?.[k] ?? String(k) : "points";
  const kept = Array.from({ length: count }, (_, i) => i).filter(
    thinned(count, options.limit ?? (images ? 1_000 : 2_000)),
  );

  const data = classes.map((k, order): Partial<PlotData> => {
    // Where colours begin again, symbols are one on, so that a hundred classes differ.
    const [symbol, size] = symbols[(order + Math.floor(order / colours.length)) % symbols.length];
    const members = labels ? kept.filter((i) => labels[i] === k) : kept;
    return {
      type: "scatter",
      mode: "markers",
      name: nameOf(k),
      x: members.map((i) => rounded(points[2 * i])),
      y: members.map((i) => rounded(points[2 * i + 1])),
      marker: {
        size,
        opacity: 0.9,
        color: colours[order % colours.length],
        symbol,
      },
      ...(images ? { text: members.map((i) => hover(images, i)) } : {}),
      hovertemplate: hoverTemplate(plotText(nameOf(k)), images !== undefined),
    };
  });
  const layout: Partial<Layout> & { height: number } = {
    height: 520,
    xaxis: axis(x),
    yaxis: axis(),
    annotations: [verticalTitle(y)],
    dragmode: "pan",
    showlegend: labels !== undefined,
    ...(labels ? { legend: { x: 1.01, y: 1, itemsizing: "constant", font: { size: 13 } } } : {}),
  };
  if (labels) { for (const trace of data) trace.name = themed(plotText(trace.name!)); }
  const some = kept.length < count;
  const [few, all] = [kept.length, count].map((n) => n.toLocaleString("en"));
  const shown = some ? `${few} of ${all} points` : `${all} points`;
  const caption = some
    ? [options.caption, `${shown} are drawn.`].filter(Boolean).join(" ")
    : options.caption;
  const words = `${shown}${labels ? ` in ${classes.length} classes` : ""}`;
  return plot(data, layout, { title, caption }, words);
}

function hoverTemplate(name: string, withImage: boolean): string {
  const picture = '<span style="font-family:monospace;font-size:15px">%{text}</span><br>';
  return `<b>${name}</b><br>${withImage ? picture : ""}(%{x:.3~g}, %{y:.3~g})<extra></extra>`;
}

function hover(images: Pictures, index: number): string {
  return braille(images, index).join("<br>");
}

/** Keeps `limit` of `count` indices, evenly spaced. */
function thinned(count: number, limit: number): (index: number) => boolean {
  return (i) => Math.floor(i * limit / count) !== Math.floor((i - 1) * limit / count);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function check(
  points: ArrayLike<number>,
  { labels, images, limit }: ScatterOptions,
): number {
  const count = points.length / 2;
  if (!Number.isInteger(count) || count === 0) {
    throw new RangeError(`points must be pairs of numbers, got ${points.length} numbers`);
  }
  const broken = Array.from(points).findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw new RangeError(`point ${broken >> 1} has coordinate ${points[broken]}`);
  if (labels && labels.length !== count) {
    throw new RangeError(`${count} points need ${count} labels, got ${labels.length}`);
  }
  const shown = images && ("count" in images ? images.count : images.shape[0]);
  if (shown !== undefined && shown !== count) {
    throw new RangeError(`${count} points need ${count} images, got ${shown}`);
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new RangeError(`limit must be a positive integer, got ${limit}`);
  }
  return count;
}
