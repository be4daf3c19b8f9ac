import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { codesFrom, fitGaussian, Random } from "@autoencoders";
import { frechetDistance } from "../../lib/statistics/frechet.ts";
import { Gaussian } from "../../lib/statistics/gaussian.ts";
import { rocCurve } from "../../lib/statistics/roc.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

Deno.test("the log-density of a normal distribution equals SciPy's", () => {
  const { mean, covariance, asked, logDensity } = fixture.normal;
  const normal = new Gaussian(Float64Array.from(mean), Float64Array.from(covariance));
  close(normal.logDensity(codesFrom(asked, 3)), logDensity, 1e-5);
});

Deno.test("what a normal distribution draws has its mean and covariance", () => {
  const { mean, covariance } = fixture.normal;
  const normal = new Gaussian(Float64Array.from(mean), Float64Array.from(covariance));
  const again = fitGaussian(normal.sample(40_000, new Random(6)));
  close(again.mean, mean, 0.03);
  close(again.covariance, covariance, 0.06);
  deepStrictEqual(normal.sample(5, new Random(7)), normal.sample(5, new Random(7)));
});

Deno.test("a dead unit leaves a density finite, and is drawn as it was", () => {
  const random = new Random(1);
  const codes = codesFrom(Array.from({ length: 100 }, (_, i) => i % 2 ? 0 : random.normal()), 2);
  const normal = fitGaussian(codes);
  ok(normal.logDensity(codes).every(Number.isFinite));
  ok(normal.sample(50, random).values.every((value, i) => i % 2 === 0 || Math.abs(value) < 0.01));
});

Deno.test("densities refuse what cannot be, with the value in the message", () => {
  const two = Float64Array.of(1, 2);
  throws(() => new Gaussian(two, two), { name: "RangeError", message: /2 numbers has 4, got 2/ });
  throws(() => new Gaussian(two, Float64Array.of(1, 2, 2, 1)), {
    name: "RangeError",
    message: /not positive definite: pivot 1 is -3/,
  });
  const normal = new Gaussian(two, Float64Array.of(1, 0, 0, 1));
  throws(() => normal.logDensity(codesFrom([1], 1)), {
    name: "RangeError",
    message: /2 numbers, got 1/,
  });
});

Deno.test("the Fréchet distance equals SciPy's, and is the same both ways", () => {
  const points = fixture.points.map((value, i) => i < 120 ? value : value * [1, 2, 1, 0.5][i % 4]);
  const a = codesFrom(points.slice(0, 120), 4), b = codesFrom(points.slice(120), 4);
  close([frechetDistance(a, b), frechetDistance(b, a)], [fixture.frechet, fixture.frechet], 1e-4);
  close([frechetDistance(a, a)], [0], 1e-9);
  throws(() => frechetDistance(a, codesFrom([1], 1)), { name: "RangeError", message: /4 and 1/ });
});

Deno.test("the ROC curve and its area equal scikit-learn's, ties included", () => {
  const { scores, truth, falsePositiveRate, truePositiveRate, thresholds, auc } = fixture.roc;
  const ours = rocCurve(scores, truth.map(Boolean));
  close(ours.falsePositiveRate, falsePositiveRate, 1e-12);
  close(ours.truePositiveRate, truePositiveRate, 1e-12);
  close(ours.thresholds.subarray(1), thresholds, 0);
  strictEqual(ours.thresholds[0], Infinity);
  close([ours.auc], [auc], 1e-12);
});

Deno.test("the area under the curve is the share of pairs in the right order, ties half", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.oneof(fc.nat(5), fc.constant(Infinity)), fc.boolean()), { minLength: 2 }),
    (rows) => {
      const ordinary = rows.filter(([, anomaly]) => !anomaly).map(([score]) => score);
      const anomalies = rows.filter(([, anomaly]) => anomaly).map(([score]) => score);
      fc.pre(ordinary.length > 0 && anomalies.length > 0);
      const right = anomalies.flatMap((a) => ordinary.map((o) => a > o ? 1 : a === o ? 0.5 : 0));
      const { auc } = rocCurve(rows.map(([score]) => score), rows.map(([, anomaly]) => anomaly));
      close([auc], [right.reduce((sum: number, value) => sum + value, 0) / right.length], 1e-9);
    },
  )));

Deno.test("rocCurve() refuses scores that are not numbers, and one kind alone", () => {
  const refused = (make: () => unknown, message: RegExp) =>
    throws(make, { name: "RangeError", message });
  refused(() => rocCurve([1, NaN], [true, false]), /score 1 is NaN/);
  refused(() => rocCurve([1, 2], [true, true]), /2 anomalies among 2/);
  refused(() => rocCurve([1, 2], [true]), /2 scores need 2 kinds, got 1/);
});
