/**
 * Ten colours for lines and classes, to be used in this order.
 *
 * Found by simulated annealing: each has a contrast of at least 2.5 with white and 2.9 with
 * JupyterLab's dark #111, and any two differ by at least 13.9 in CIEDE2000 as seen with protanopia,
 * deuteranopia or tritanopia (simulated after Machado, Oliveira & Fernandes 2009), by 23 with normal
 * vision.
 */
export const colours: readonly string[] = [
  "#4779a4",
  "#cc000f",
  "#9aa820",
  "#9520f3",
  "#d59381",
  "#516802",
  "#bf8df8",
  "#ac296a",
  "#6daca9",
  "#76655f",
];

/** A grey that is legible on white and on #111: a contrast of 4.3 with both. */
export const ink = "#797979";

/** Black or white: the one that is more legible on a colour, "#rrggbb". */
export function textOn(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((i) =>
    (parseInt(colour.slice(i, i + 2), 16) / 255) ** 2.2
  );
  // On a luminance of 0.18 both have the same contrast (WCAG 2).
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff";
}

/** The colour of grid lines: faint on both. */
export const faint = "rgba(128,128,128,0.25)";

/** An RGB colour and its opacity, 0–255 each. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const blue = [24, 104, 208] as const;
const orange = [208, 84, 0] as const;

/**
 * The colour of `value` in −1–1: blue below zero, orange above, transparent at zero, so that zero is
 * the colour of the page in either theme. The two ends differ in hue for every kind of colour vision.
 */
export function diverging(value: number): Rgba {
  // The square root makes small differences visible: 4 % is mapped to a fifth of the way.
  const opacity = Math.sqrt(Math.min(1, Math.abs(value)));
  return [...(value < 0 ? blue : orange), Math.round(255 * opacity)];
}
