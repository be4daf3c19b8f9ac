import { deepStrictEqual, match, ok, throws } from "node:assert/strict";
import { stripsPlot } from "../../../lib/figures/plots/strips.ts";

Deno.test("strips show each group from the top, its values and their mean", () => {
  const { data, layout, text } = stripsPlot({ first: [1, 3], second: [5] });
  deepStrictEqual(data.map((trace) => (trace as { x: number[] }).x), [[1, 3], [5], [2, 5]]);
  const { range, ticktext } = layout.yaxis as { range: number[]; ticktext: string[] };
  ok(range[0] > range[1] && ticktext[0].includes("first"));
  match(text, /^first: 1, 3; mean 2\nsecond: 5; mean 5$/);
});

Deno.test("strips reject an empty group and values that cannot be drawn", () => {
  throws(() => stripsPlot({}), /at least one group, got 0/);
  throws(() => stripsPlot({ a: [] }), /group a must have at least one value/);
  throws(() => stripsPlot({ a: [1, NaN] }), /group a\[1\] must be finite, got NaN/);
  throws(() => stripsPlot({ a: [0] }, { logX: true }), /group a\[0\] must be above 0.*got 0/);
});
