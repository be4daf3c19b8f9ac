import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { spreadLabels } from "../../../lib/figures/style/labels.ts";

Deno.test("spreadLabels() does not move labels that are far enough apart", () => {
  deepStrictEqual(spreadLabels([80, 10, 45], 10, 100), [80, 10, 45]);
});

Deno.test("spreadLabels() spaces labels evenly around their mean and keeps them inside", () => {
  deepStrictEqual(spreadLabels([50, 50, 50], 10, 100), [40, 50, 60]);
  deepStrictEqual(spreadLabels([99, 99], 10, 100), [90, 100]);
  deepStrictEqual(spreadLabels([-5, 1], 10, 100), [0, 10]);
  deepStrictEqual(spreadLabels([], 10, 100), []);
});

Deno.test("spreadLabels() keeps the order, the gap and, if there is room, the bounds", () => {
  const places = fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { maxLength: 12 });
  fc.assert(fc.property(places, (wanted) => {
    const placed = spreadLabels(wanted, 15, 200);
    const order = wanted.map((_, i) => i).sort((a, b) => placed[a] - placed[b]);
    for (let r = 1; r < order.length; r++) {
      ok(placed[order[r]] - placed[order[r - 1]] > 15 - 1e-9);
      ok(wanted[order[r]] >= wanted[order[r - 1]]);
    }
    ok(placed.every((place) => place >= -1e-9 && place <= 200 + 1e-9));
  }));
});
