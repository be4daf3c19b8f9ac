import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { spread } from "../../lib/figures/style/labels.ts";

Deno.test("spread() leaves labels alone that are far enough apart", () => {
  deepStrictEqual(spread([80, 10, 45], 10, 100), [80, 10, 45]);
});

Deno.test("spread() parts labels evenly about their middle and keeps them inside", () => {
  deepStrictEqual(spread([50, 50, 50], 10, 100), [40, 50, 60]);
  deepStrictEqual(spread([99, 99], 10, 100), [90, 100]);
  deepStrictEqual(spread([-5, 1], 10, 100), [0, 10]);
  deepStrictEqual(spread([], 10, 100), []);
});

Deno.test("spread() keeps the order, the gap and, where there is room, the bounds", () => {
  const places = fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { maxLength: 12 });
  fc.assert(fc.property(places, (wanted) => {
    const placed = spread(wanted, 15, 200);
    const order = wanted.map((_, i) => i).sort((a, b) => placed[a] - placed[b]);
    for (let r = 1; r < order.length; r++) {
      ok(placed[order[r]] - placed[order[r - 1]] > 15 - 1e-9);
      ok(wanted[order[r]] >= wanted[order[r - 1]]);
    }
    ok(placed.every((place) => place >= -1e-9 && place <= 200 + 1e-9));
  }));
});
