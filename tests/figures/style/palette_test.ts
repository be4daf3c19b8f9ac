import { deepStrictEqual, ok } from "node:assert/strict";
import { colours, diverging, ink, type Rgb } from "../../../lib/figures/style/palette.ts";

const linear = (byte: number) => {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
};
const bytes = (hex: string): Rgb =>
  [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as never;
const luminance = ([r, g, b]: Rgb) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

/** WCAG 2's contrast ratio. */
function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

// Machado, Oliveira & Fernandes (2009), severity 1, for linear RGB.
const vision = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [
    0.152286,
    1.052583,
    -0.204868,
    0.114503,
    0.786281,
    0.099216,
    -0.003882,
    -0.048116,
    1.051998,
  ],
  deuteranopia: [
    0.367322,
    0.860646,
    -0.227968,
    0.280085,
    0.672501,
    0.047413,
    -0.01182,
    0.04294,
    0.968881,
  ],
  tritanopia: [
    1.255528,
    -0.076749,
    -0.178779,
    -0.078411,
    0.930809,
    0.147602,
    0.004733,
    0.691367,
    0.3039,
  ],
};

/** OKLab (Ottosson 2020) of a colour as it appears with the given colour vision. */
function seen(colour: Rgb, m: number[]): number[] {
  const v = colour.map(linear);
  const [r, g, b] = [0, 3, 6].map((i) =>
    Math.max(0, m[i] * v[0] + m[i + 1] * v[1] + m[i + 2] * v[2])
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const c = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * c - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * c + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * c - 0.808675766 * s,
  ];
}

Deno.test("every colour is legible on white and on JupyterLab's dark background", () => {
  for (const hex of colours) {
    ok(contrast(bytes(hex), [255, 255, 255]) >= 2.5, hex);
    ok(contrast(bytes(hex), [17, 17, 17]) >= 2.9, hex);
  }
  ok(contrast(bytes(ink), [255, 255, 255]) >= 4.3);
  ok(contrast(bytes(ink), [17, 17, 17]) >= 4.3);
});

Deno.test("any two colours are distinct for every kind of colour vision", () => {
  for (const [kind, matrix] of Object.entries(vision)) {
    const all = colours.map((hex) => seen(bytes(hex), matrix));
    all.forEach((a, i) =>
      all.slice(0, i).forEach((b, j) => {
        const distance = Math.hypot(...a.map((v, k) => v - b[k]));
        ok(distance >= 0.079, `${colours[i]} and ${colours[j]} with ${kind}: ${distance}`);
      })
    );
  }
});

Deno.test("the diverging palette is nearly white at zero and darkens equally on both sides", () => {
  deepStrictEqual(diverging(0), [247, 247, 247]);
  for (const t of [0.05, 0.3, 1]) {
    const [low, high] = [luminance(diverging(-t)), luminance(diverging(t))];
    ok(low < luminance(diverging(0)) && high < luminance(diverging(0)));
    ok(contrast(diverging(-t), diverging(t)) < 1.7, `${t}`);
  }
  deepStrictEqual(diverging(5), diverging(1));
});
