import { strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { rocCurve } from "../../lib/statistics/roc.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

Deno.test("the ROC curve and its area equal scikit-learn's, ties included", () => {
  const { scores, truth, falsePositiveRate, truePositiveRate, thresholds, auc } = fixture.roc;
  const ours = rocCurve(scores, truth.map(Boolean));
  close(ours.falsePositiveRate, falsePositiveRate, 1e-12);
  close(ours.truePositiveRate, truePositiveRate, 1e-12);
  close(ours.thresholds.subarray(1), thresholds, 0);
  strictEqual(ours.thresholds[0], Infinity);
  close([ours.auc], [auc], 1e-12);
});

Deno.test("the area under the curve is the fraction of pairs in the right order, ties counted as ½", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.oneof(fc.nat(5), fc.constant(Infinity)), fc.boolean()), { minLength: 2 }),
    (rows) => {
      const inDistribution = rows.filter(([, anomaly]) => !anomaly).map(([score]) => score);
      const anomalies = rows.filter(([, anomaly]) => anomaly).map(([score]) => score);
      fc.pre(inDistribution.length > 0 && anomalies.length > 0);
      const pairs: number[] = anomalies.flatMap((anomaly) =>
        inDistribution.map((other) => anomaly > other ? 1 : anomaly === other ? 0.5 : 0)
      );
      const { auc } = rocCurve(rows.map(([score]) => score), rows.map(([, anomaly]) => anomaly));
      close([auc], [pairs.reduce((sum, value) => sum + value, 0) / pairs.length], 1e-9);
    },
  )));

Deno.test("rocCurve() rejects NaN, a different number of flags, and anomalies only", () => {
  throws(() => rocCurve([1, NaN], [true, false]), /^RangeError: score 1 is NaN$/);
  throws(() => rocCurve([1, 2], [true]), /^RangeError: 2 scores need 2 flags, got 1$/);
  throws(
    () => rocCurve([1, 2], [true, true]),
    /^RangeError: scores must be of both .*, got 2 anomalies in 2$/,
  );
  throws(
    () => rocCurve([1, 2], [false, false]),
    /^RangeError: scores must be of both .*, got 0 anomalies in 2$/,
  );
});
