import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { codesFrom } from "../../../lib/codes.ts";
import { activityPlot } from "../../../lib/figures/plots/activity.ts";

Deno.test("units are sorted by their deviation, and dead ones are marked at the end", () => {
  const codes = codesFrom([0, 1, 5, 2, 0, 3, 5, 2, 0, 2, 5, 9, 0, 1, 5, 2], 4);
  const { text, data, layout } = activityPlot(codes);
  deepStrictEqual((data[0] as { x: string[] }).x, ["u3", "u1", "u0", "u2"]);
  match(text, /2 of 4 units in use; u3 most, standard deviation 3\.03/);
  match(layout.annotations!.at(-1)!.text!, /2 dead/);
  deepStrictEqual([layout.shapes![0].x0, layout.shapes![0].x1], [1.5, 3.5]);
});

Deno.test("if no unit is dead, nothing is marked", () => {
  const { layout } = activityPlot(codesFrom([0, 1, 2, 5], 2));
  strictEqual(layout.shapes!.length, 0);
});
