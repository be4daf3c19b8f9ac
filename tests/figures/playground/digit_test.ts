import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { centred } from "../../../lib/figures/playground/page/digit.js";

Deno.test("a drawing is centred by its mass and fills a box of 20 pixels, wherever it was drawn", () => {
  const place = fc.record({
    left: fc.integer({ min: 0, max: 150 }),
    top: fc.integer({ min: 0, max: 150 }),
    width: fc.integer({ min: 70, max: 130 }),
    height: fc.integer({ min: 70, max: 130 }),
  });
  fc.assert(
    fc.property(place, ({ left, top, width, height }) => {
      const side = 280;
      const ink = new Float32Array(side * side);
      for (let y = top; y < top + height; y++) {
        ink.fill(1, y * side + left, y * side + left + width);
      }
      const image = centred(ink, side, 28, 28);
      let [mass, x, y] = [0, 0, 0];
      image.forEach((value, i) => {
        mass += value;
        x += value * (i % 28 + 0.5);
        y += value * (Math.floor(i / 28) + 0.5);
      });
      const expected = 20 * 20 * Math.min(width, height) / Math.max(width, height);
      ok(Math.abs(mass - expected) < 0.01 * expected, `mass ${mass}, not ${expected}`);
      ok(Math.abs(x / mass - 14) < 0.01 && Math.abs(y / mass - 14) < 0.01);
    }),
    { numRuns: 20 },
  );
});

Deno.test("an empty drawing is an empty image", () => {
  deepStrictEqual(centred(new Float32Array(280 * 280), 280, 28, 28), new Float32Array(784));
});
