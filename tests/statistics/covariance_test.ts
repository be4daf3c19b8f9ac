import { ok } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { Random } from "../../lib/random.ts";
import { chunkCovariance, sparseCovariance } from "../../lib/statistics/covariance.ts";
import { principalAxes } from "../../lib/statistics/principal_axes.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

Deno.test("principal axes equal scikit-learn's, except for their signs", () => {
  const d = fixture.dimensions;
  const { mean, axes, variances } = principalAxes(Float32Array.from(fixture.points), d);
  close(mean, fixture.pca.mean, 1e-6);
  close(variances, fixture.pca.variances, 1e-5);
  for (let row = 0; row < d; row++) {
    const ours = axes.slice(row * d, (row + 1) * d);
    const theirs = fixture.pca.axes.slice(row * d, (row + 1) * d);
    const sign = Math.sign(theirs.reduce((sum, value, i) => sum + value * ours[i], 0));
    close(ours, theirs.map((value) => sign * value), 1e-5);
    ok(Math.max(...ours) >= -Math.min(...ours), `axis ${row} has the wrong sign: ${ours}`);
  }
});

Deno.test("the sparse loop and the chunked matrix products give the same covariance", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2100 }), fc.integer({ min: 1, max: 6 }), (n, d) => {
      const random = new Random(n);
      const values = Float32Array.from({ length: n * d }, () => random.integer(4));
      const mean = new Float64Array(d);
      values.forEach((value, i) => mean[i % d] += value / n);
      close(chunkCovariance(values, mean), sparseCovariance(values, mean), 1e-5);
    }),
    { numRuns: 20 },
  ));
