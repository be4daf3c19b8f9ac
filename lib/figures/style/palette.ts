/**
 * Ten colours for lines and classes, in the order to take them.
 *
 * Found by random search: each has a contrast of at least 2.5 with white and 2.9 with JupyterLab's
 * dark #111, and the two nearest are 0.08 apart in OKLab (Ottosson 2020), seen normally or with
 * protanopia, deuteranopia or tritanopia (simulated after Machado, Oliveira & Fernandes 2009).
 */
export const colours: readonly string[] = [
  "#4a9af7",
  "#f13b1b",
  "#9234b5",
  "#738568",
  "#e58d55",
  "#4d56eb",
  "#a63a22",
  "#af68a6",
  "#5a5e6b",
  "#9d9fb0",
];

/** Grey that reads on white and on #111 alike: a contrast of 4.3 with both. */
export const ink = "#797979";

/** Grid lines: faint on both. */
export const faint = "rgba(128,128,128,0.25)";

/** An RGB colour, 0–255 each. */
export type Rgb = readonly [number, number, number];

// Blue over nearly white to orange: the ends differ in hue for every kind of colour vision.
const below: Rgb = [5, 82, 165];
const zero: Rgb = [247, 247, 247];
const above: Rgb = [200, 75, 0];

/** The colour of `value` in −1–1: blue below zero, nearly white at zero, orange above. */
export function diverging(value: number): Rgb {
  const end = value < 0 ? below : above;
  const t = Math.min(1, Math.abs(value));
  // √ makes small differences visible: an error of 4 % already takes a fifth of the way.
  return mix(zero, end, Math.sqrt(t));
}

// Dark violet over magenta to pale yellow, lightness rising evenly.
const stops: readonly Rgb[] = [
  [20, 16, 48],
  [74, 26, 105],
  [139, 38, 110],
  [201, 62, 78],
  [240, 116, 44],
  [250, 182, 76],
  [252, 244, 190],
];

/** The colour of `value` in 0–1: dark violet at 0, pale yellow at 1. */
export function sequential(value: number): Rgb {
  const place = Math.min(1, Math.max(0, value)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  return mix(stops[i], stops[i + 1], place - i);
}

/** `steps` + 1 stops of a palette over `from`–`to`, in Plotly's form. */
export function colourscale(
  palette: (value: number) => Rgb,
  from: number,
  to: number,
  steps = 16,
): [number, string][] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps;
    return [t, `rgb(${palette(from + t * (to - from)).join(",")})`];
  });
}

function mix(a: Rgb, b: Rgb, t: number): Rgb {
  const part = (i: number) => Math.round(a[i] + t * (b[i] - a[i]));
  return [part(0), part(1), part(2)];
}
