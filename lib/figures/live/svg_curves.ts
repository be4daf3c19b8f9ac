// @ts-types="@types/d3-array"
import { max, ticks } from "d3-array";
import { escapeHtml } from "../style/html.ts";
import { spreadLabels } from "../style/labels.ts";
import { colours, ink as grey } from "../style/palette.ts";
import { logTicks, paddedRange } from "../style/ticks.ts";
import { requireArray, requireKnown } from "../../require.ts";
import { base64 } from "../../files/mod.ts";

/** A line of an {@linkcode SvgChart}. */
export interface SvgLine {
  name: string;
  /** [epoch, value] pairs; with `horizontal`, pairs of its quantity and the value */
  points: readonly (readonly [number, number])[];
  /** default the next of ten colours */
  colour?: string;
  dotted?: boolean;
}

/** A chart of lines over epochs, or over another quantity. */
export interface SvgChart {
  lines: readonly SvgLine[];
  /** the end of the horizontal axis, which begins at 0; not with `horizontal` */
  epochs?: number;
  /** a logarithmic horizontal axis of another quantity, from its first tick to its last */
  horizontal?: { title: string; ticks: readonly number[] };
  /** numbers the horizontal axis by batches instead of by epochs */
  batchesPerEpoch?: number;
  /** title of the vertical axis, with its unit */
  title: string;
  /** whether the vertical axis is logarithmic; values of 0 and below are then omitted */
  log?: boolean;
  /** the colour of texts and axes, such as `currentColor`; default a grey */
  ink?: string;
  /** in pixels; default 680 */
  width?: number;
}

const size = { height: 250, left: 52, top: 26, bottom: 34 };
/** Space for the names at the ends of lines, in pixels: the minimum, and the width of a letter. */
const nameRoom = { least: 84, letter: 7.5 };

/**
 * Learning curves as SVG markup, with each line's name at its end: for files, and for charts that
 * are redrawn during training, for which Plotly would be too slow. Points that are NaN or infinite
 * are omitted.
 *
 * @example
 * ```ts
 * import { svgCurves } from "@autoencoders/figures";
 * import { ok } from "node:assert/strict";
 *
 * const lines = [{ name: "training", points: [[1, 0.2], [2, 0.1]] as const }];
 * ok(svgCurves({ lines, epochs: 2, title: "loss" }).startsWith("<svg"));
 * ```
 */
export function svgCurves(chart: SvgChart): string {
  requireKnown("svgCurves", chart, {
    lines: true,
    epochs: "number",
    horizontal: true,
    batchesPerEpoch: true,
    title: "text",
    ink: true,
    log: true,
    width: true,
  });
  const { lines, title, ink = grey, log, width = 680 } = chart;
  requireArray("lines", lines);
  for (const line of lines) {
    requireKnown("a line", line, { name: "text", points: "array", colour: true, dotted: true });
  }
  const { height, left, top, bottom } = size;
  const drawn = lines.map((line, i) => ({
    colour: colours[i % colours.length],
    ...line,
    points: line.points.filter(([, value]) => Number.isFinite(value) && (!log || value > 0)),
  })).filter(({ points }) => points.length > 0);
  const longest = max(drawn, ({ name }) => name.length) ?? 0;
  const right = Math.max(nameRoom.least, 16 + nameRoom.letter * longest);
  const across = horizontalAxis(chart, width - left - right);
  const scale = log ? Math.log10 : (value: number) => value;
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => scale(value)));
  const [low, high] = paddedRange(values, 0.05);
  const inner = height - top - bottom;
  const x = (value: number) => left + across.share(value) * (width - left - right);
  const y = (value: number) => top + (high - scale(value)) / (high - low) * inner;

  const grid = (log ? logTicks(low, high) : ticks(low, high, 5)).map((tick) =>
    `<line x1="${left}" x2="${width - right}" y1="${at(y(tick))}" y2="${at(y(tick))}" ` +
    `stroke="${ink}" stroke-opacity=".15"/>` +
    `<text x="${left - 8}" y="${at(y(tick) + 4)}" text-anchor="end">${label(tick)}</text>`
  );
  const base = height - bottom;
  const acrossTicks = across.ticks.map(({ value, text }) => {
    const place = at(x(value));
    return `<line x1="${place}" x2="${place}" y1="${base}" y2="${base + 4}" stroke="${ink}" ` +
      `stroke-opacity=".6"/>` +
      `<text x="${place}" y="${base + 17}" text-anchor="middle">${text}</text>`;
  });
  const ends = spreadLabels(drawn.map(({ points }) => y(points.at(-1)![1]) - top), 15, inner);
  const paths = drawn.map(({ name, points, colour, dotted }, i) => {
    const last = points.at(-1)!;
    const path = points.map(([px, py]) => `${at(x(px))},${at(y(py))}`).join(" ");
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" ` +
      `stroke-linejoin="round"${dotted ? ' stroke-dasharray="2 3"' : ""}/>` +
      `<circle cx="${at(x(last[0]))}" cy="${at(y(last[1]))}" r="3.5" fill="${colour}"/>` +
      `<text x="${at(x(last[0]) + 8)}" y="${at(ends[i] + top + 4)}" fill="${colour}" ` +
      `font-weight="600">${escapeHtml(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}" style="max-width:100%;height:auto" role="img" ` +
    `aria-label="${escapeHtml(title)} by ${
      escapeHtml(across.title)
    }" font-size="12" fill="${ink}" ` +
    `font-family="system-ui,-apple-system,'Segoe UI',sans-serif">` +
    `<text x="4" y="14">↑ ${escapeHtml(title)}</text>${grid.join("")}` +
    `<line x1="${left}" x2="${width - right}" y1="${base}" y2="${base}" stroke="${ink}" ` +
    `stroke-opacity=".6"/>${acrossTicks.join("")}` +
    `<text x="${width - right}" y="${height - 2}" text-anchor="end">${
      escapeHtml(across.title)
    } →</text>` +
    `${paths.join("")}</svg>`;
}

/** The horizontal axis: where a value is, as a share of its length, and its ticks. */
interface Across {
  title: string;
  share(value: number): number;
  ticks: { value: number; text: string }[];
}

/** The horizontal axis; the numbers of epochs or batches stand side by side in `room` pixels. */
function horizontalAxis({ epochs, horizontal, batchesPerEpoch }: SvgChart, room: number): Across {
  if ((epochs === undefined) === (horizontal === undefined)) {
    throw new TypeError("svgCurves needs either epochs or horizontal");
  }
  if (horizontal) {
    requireKnown("horizontal", horizontal, { title: "text", ticks: "array" });
    const { title, ticks } = horizontal;
    if (
      ticks.length === 0 || !ticks.every((tick, i) => tick > (ticks[i - 1] ?? 0) && tick < Infinity)
    ) {
      throw new RangeError(`ticks of horizontal must be ascending numbers above 0, got [${ticks}]`);
    }
    const [low, high] = [ticks[0], ticks.at(-1)!].map(Math.log10);
    return {
      title,
      share: (value) => high > low ? (Math.log10(value) - low) / (high - low) : 0,
      ticks: ticks.map((value) => ({ value, text: label(value) })),
    };
  }
  const perEpoch = batchesPerEpoch ?? 1;
  return {
    title: batchesPerEpoch === undefined ? "epoch" : "batch",
    share: (epoch) => epoch / epochs!,
    ticks: wholeTicks(epochs! * perEpoch, room)
      .map((tick) => ({ value: tick / perEpoch, text: `${tick}` })),
  };
}

/** The markup as a `data:` URL: notebooks that are not trusted remove inline SVG. */
export function svgDataUrl(markup: string): string {
  return `data:image/svg+xml;base64,${base64(new TextEncoder().encode(markup))}`;
}

/** Integers from 0 to `last` whose numbers stand side by side in `room` pixels. */
function wholeTicks(last: number, room: number): number[] {
  for (let count = Math.floor(room / 45);; count--) {
    const places = ticks(0, last, count).filter(Number.isInteger);
    const widest = max(places, (tick) => nameRoom.letter * String(tick).length + 8) ?? 0;
    if (count <= 1 || places.length < 2 || (places[1] - places[0]) / last * room >= widest) {
      return places;
    }
  }
}

function at(place: number): string {
  return place.toFixed(1);
}

function label(tick: number): string {
  return String(tick).replace("-", "−");
}
