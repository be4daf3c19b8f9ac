import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Random } from "../../../lib/random.ts";
import { rocPlot } from "../../../lib/figures/plots/roc.ts";
import { rocCurve } from "../../../lib/statistics/mod.ts";

Deno.test("a drawn curve keeps its ends and is within 0.5 % of the measured one", () => {
  const random = new Random(3), n = 4000;
  const anomalous = Array.from({ length: n }, (_, i) => i % 2 === 0);
  const curve = rocCurve(
    anomalous.map((anomaly) => random.normal() + (anomaly ? 1 : 0)),
    anomalous,
  );
  const { data, text } = rocPlot({ error: curve });
  const { x, y } = data[1] as { x: number[]; y: number[] };
  ok(x.length < 600, `${x.length} points`);
  deepStrictEqual([x[0], y[0], x.at(-1), y.at(-1)], [0, 0, 1, 1]);
  curve.falsePositiveRate.forEach((rate, i) => {
    const near = x.some((drawn, at) =>
      Math.abs(drawn - rate) + Math.abs(y[at] - curve.truePositiveRate[i]) < 0.005
    );
    ok(near, `${rate}, ${curve.truePositiveRate[i]}`);
  });
  strictEqual(text, `error: AUC ${curve.auc.toFixed(3)}`);
});

Deno.test("a plot without curves is rejected", () => {
  throws(() => rocPlot({}), { name: "RangeError", message: /at least one curve, got 0/ });
});
