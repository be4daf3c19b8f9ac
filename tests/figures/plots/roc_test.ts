import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { rocFigure, simplified } from "../../../lib/figures/plots/roc.ts";
import { rocCurve } from "../../../lib/statistics/mod.ts";

const random = new Random(3), n = 4000;
const anomalous = Array.from({ length: n }, (_, i) => i % 2 === 0);
const curve = rocCurve(
  anomalous.map((anomaly) => random.normal() + (anomaly ? 1 : 0)),
  anomalous,
);
const perfect = rocCurve([0, 1], [false, true]);

Deno.test("a drawn curve keeps its ends and is within 0.5 % of the measured one", () => {
  const points = simplified(curve);
  ok(points.length < 600, `${points.length} points`);
  deepStrictEqual([points[0], points.at(-1)], [[0, 0], [1, 1]]);
  curve.falsePositiveRate.forEach((rate, i) => {
    const near = points.some(([flagged, detected]) =>
      Math.abs(flagged - rate) + Math.abs(detected - curve.truePositiveRate[i]) < 0.005
    );
    ok(near, `${rate}, ${curve.truePositiveRate[i]}`);
  });
});

Deno.test("curves are one panel, and records of curves one panel each, the best curve first", () => {
  const one = rocFigure({ error: curve });
  strictEqual(one["text/plain"], `error: AUC ${curve.auc.toFixed(3)}`);
  strictEqual(one["text/html"]!.split("<img").length, 2);
  const two = rocFigure({ "a 1": { error: curve, likelihood: perfect }, "a 4": { error: curve } });
  const html = two["text/html"]!;
  strictEqual(html.split("<img").length, 3);
  ok(html.indexOf(">likelihood<") < html.indexOf(">error<"));
  ok(two["text/plain"].includes("a 1, likelihood: AUC 1.000"));
});

Deno.test("a plot without curves is rejected", () => {
  throws(() => rocFigure({}), { name: "RangeError", message: /at least one curve, got 0/ });
  throws(() => rocFigure({ "a 1": {} }), /at least one curve in panel a 1, got 0/);
});
