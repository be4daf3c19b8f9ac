import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { barsFigure } from "../../../lib/figures/plots/bars.ts";

Deno.test("the lengths of bars are to each other as their numbers", () => {
  const { "text/html": html, "text/plain": text } = barsFigure({ a: 1_000, b: 250, c: 0 });
  const widths = [...html!.matchAll(/width:([\d.]+)%;height/g)].map(([, width]) => Number(width));
  deepStrictEqual(widths, [100, 25, 0]);
  strictEqual(text, "a: 1,000\nb: 250\nc: 0");
});

Deno.test("bars without a number, or of one below zero, are rejected", () => {
  throws(() => barsFigure({}), /at least one bar, got 0/);
  for (const value of [-1, NaN, Infinity]) {
    throws(() => barsFigure({ a: value }), {
      message: new RegExp(`bar a.* must be .*, got ${value}`),
    });
  }
});
