import { escapeHtml } from "../style/html.ts";
import { spread } from "../style/labels.ts";
import { logTicks, padded, ticks } from "./ticks.ts";

/** A line of a small chart. */
export interface SvgLine {
  name: string;
  /** [x, y] pairs in the units of the axes */
  points: readonly (readonly [number, number])[];
  colour: string;
  dotted?: boolean;
}

/** A small chart: lines over epochs. */
export interface SvgChart {
  lines: readonly SvgLine[];
  /** where the horizontal axis ends */
  epochs: number;
  /** what the vertical axis shows, with its unit */
  title: string;
  /** a logarithmic vertical axis; values of 0 and below are left out */
  log?: boolean;
  /** the colour of texts and axes, such as `currentColor` */
  ink: string;
  /** in pixels; 680 unless told */
  width?: number;
}

const size = { height: 250, left: 52, top: 26, bottom: 34 };
/** Room for the names at the lines' ends, in pixels: at least, and a letter. */
const nameRoom = { least: 84, letter: 7.5 };

/** A chart as SVG markup: what Plotly would be too slow for while a network trains. */
export function svgCurves({ lines, epochs, title, ink, log, width = 680 }: SvgChart): string {
  const { height, left, top, bottom } = size;
  const drawn = lines.map((line) => ({
    ...line,
    points: line.points.filter(([, value]) => Number.isFinite(value) && (!log || value > 0)),
  })).filter(({ points }) => points.length > 0);
  const longest = Math.max(0, ...drawn.map(({ name }) => name.length));
  const right = Math.max(nameRoom.least, 16 + nameRoom.letter * longest);
  const scale = log ? Math.log10 : (value: number) => value;
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => scale(value)));
  const [low, high] = padded(values.length > 0 ? values : [0, 1], 0.05);
  const inner = height - top - bottom;
  const x = (epoch: number) => left + epoch / epochs * (width - left - right);
  const y = (value: number) => top + (high - scale(value)) / (high - low) * inner;

  const grid = (log ? logTicks(low, high) : ticks(low, high, 5)).map((tick) =>
    `<line x1="${left}" x2="${width - right}" y1="${at(y(tick))}" y2="${at(y(tick))}" ` +
    `stroke="${ink}" stroke-opacity=".15"/>` +
    `<text x="${left - 8}" y="${at(y(tick) + 4)}" text-anchor="end">${label(tick)}</text>`
  );
  const base = height - bottom;
  const epochTicks = ticks(0, epochs, width / 68).filter(Number.isInteger).map((tick) =>
    `<line x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${base}" y2="${base + 4}" ` +
    `stroke="${ink}" stroke-opacity=".6"/>` +
    `<text x="${at(x(tick))}" y="${base + 17}" text-anchor="middle">${tick}</text>`
  );
  const places = spread(drawn.map(({ points }) => y(points.at(-1)![1]) - top), 15, inner);
  const paths = drawn.map(({ name, points, colour, dotted }, i) => {
    const last = points.at(-1)!;
    const path = points.map(([px, py]) => `${at(x(px))},${at(y(py))}`).join(" ");
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" ` +
      `stroke-linejoin="round"${dotted ? ' stroke-dasharray="2 3"' : ""}/>` +
      `<circle cx="${at(x(last[0]))}" cy="${at(y(last[1]))}" r="3.5" fill="${colour}"/>` +
      `<text x="${at(x(last[0]) + 8)}" y="${at(places[i] + top + 4)}" fill="${colour}" ` +
      `font-weight="600">${escapeHtml(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}" style="max-width:100%;height:auto" role="img" ` +
    `aria-label="${escapeHtml(title)} by epoch" font-size="12" fill="${ink}" ` +
    `font-family="system-ui,-apple-system,'Segoe UI',sans-serif">` +
    `<text x="4" y="14">↑ ${escapeHtml(title)}</text>${grid.join("")}` +
    `<line x1="${left}" x2="${width - right}" y1="${base}" y2="${base}" stroke="${ink}" ` +
    `stroke-opacity=".6"/>${epochTicks.join("")}` +
    `<text x="${width - right}" y="${height - 2}" text-anchor="end">epoch →</text>` +
    `${paths.join("")}</svg>`;
}

/** The markup as a `data:` address: an `<img>` of it stays in notebooks that are not trusted. */
export function svgAddress(markup: string): string {
  return `data:image/svg+xml;base64,${new TextEncoder().encode(markup).toBase64()}`;
}

function at(place: number): string {
  return place.toFixed(1);
}

function label(tick: number): string {
  return String(tick).replace("-", "−");
}
