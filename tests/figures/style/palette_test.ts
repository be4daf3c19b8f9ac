import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  type Color,
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
} from "npm:culori@4.0.2";
import { colours, diverging, ink, textOn } from "../../../lib/figures/style/palette.ts";

// The backgrounds of JupyterLab and of the pages.
const [light, dark] = ["#ffffff", "#111111"];

Deno.test("every colour is legible on white and on JupyterLab's dark background", () => {
  for (const hex of colours) {
    ok(wcagContrast(hex, light) >= 2.5, hex);
    ok(wcagContrast(hex, dark) >= 2.9, hex);
    ok(wcagContrast(hex, textOn(hex)) >= 4.5, hex);
  }
  ok(wcagContrast(ink, light) >= 4.3);
  ok(wcagContrast(ink, dark) >= 4.3);
});

Deno.test("any two colours are distinct for every kind of colour vision", () => {
  const difference = differenceCiede2000();
  const same = (colour: Color) => colour;
  const vision: Record<string, [see: (colour: Color) => Color, least: number]> = {
    normal: [same, 23],
    protanopia: [filterDeficiencyProt(1), 13.9],
    deuteranopia: [filterDeficiencyDeuter(1), 13.9],
    tritanopia: [filterDeficiencyTrit(1), 13.9],
  };
  for (const [kind, [see, least]] of Object.entries(vision)) {
    const all = colours.map((hex) => see(parse(hex)!));
    all.forEach((a, i) =>
      all.slice(0, i).forEach((b, j) => {
        const found = difference(a, b);
        ok(found >= least, `${colours[i]} and ${colours[j]} with ${kind}: ${found}`);
      })
    );
  }
});

Deno.test("the diverging palette is transparent at zero and fades equally on both sides", () => {
  strictEqual(diverging(0)[3], 0);
  for (const t of [0.05, 0.3, 1]) strictEqual(diverging(-t)[3], diverging(t)[3]);
  ok(diverging(0.05)[3] < diverging(0.3)[3]);
  deepStrictEqual(diverging(5), diverging(1));
});

Deno.test("both ends of the diverging palette are legible on a light and on a dark page", () => {
  for (const end of [-1, 1]) {
    const [r, g, b] = diverging(end).slice(0, 3).map((byte) => byte / 255);
    for (const page of [light, dark]) ok(wcagContrast({ mode: "rgb", r, g, b }, page) >= 3.5);
  }
});
