/**
 * Ten colours for lines and classes, to be used in this order.
 *
 * Found by random search: each has a contrast of at least 2.5 with white and 2.9 with JupyterLab's
 * dark #111, and the two closest are 0.08 apart in OKLab (Ottosson 2020), for normal vision,
 * protanopia, deuteranopia and tritanopia (simulated after Machado, Oliveira & Fernandes 2009).
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

/** A grey that is legible on white and on #111: a contrast of 4.3 with both. */
export const ink = "#797979";

/** The colour of grid lines: faint on both. */
export const faint = "rgba(128,128,128,0.25)";

/** An RGB colour, 0–255 each. */
export type Rgb = readonly [number, number, number];

const blue: Rgb = [5, 82, 165];
const nearlyWhite: Rgb = [247, 247, 247];
const orange: Rgb = [200, 75, 0];

/**
 * The colour of `value` in −1–1: blue below zero, nearly white at zero, orange above. The two ends
 * differ in hue for every kind of colour vision.
 */
export function diverging(value: number): Rgb {
  const end = value < 0 ? blue : orange;
  // The square root makes small differences visible: 4 % is mapped to a fifth of the way.
  const t = Math.sqrt(Math.min(1, Math.abs(value)));
  const mix = (i: number) => Math.round(nearlyWhite[i] + t * (end[i] - nearlyWhite[i]));
  return [mix(0), mix(1), mix(2)];
}
