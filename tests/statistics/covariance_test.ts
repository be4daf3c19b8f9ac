import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { useBackend } from "../../lib/backend/mod.ts";
import { Random } from "../../lib/random.ts";
import {
  byteMoments,
  chunkCovariance,
  meanOf,
  moments,
  sparseCovariance,
} from "../../lib/statistics/moments/covariance.ts";
import { leadingAxes } from "../../lib/statistics/moments/leading_axes.ts";
import { completeAxes, principalAxes } from "../../lib/statistics/moments/principal_axes.ts";
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

Deno.test("matrix products of bytes give their moments to the last bit", async () => {
  await useBackend();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1100 }),
      fc.constantFrom(1, 7, 256, 257, 600),
      fc.constantFrom(1, 2, 256),
      (n, d, kinds) => {
        const random = new Random(n + d);
        const values = Uint8Array.from({ length: n * d }, () => 255 - random.integer(kinds));
        const mean = meanOf(values, d), found = byteMoments(values, d);
        deepStrictEqual(found, { mean, covariance: sparseCovariance(values, mean) });
      },
    ),
    { numRuns: 12 },
  );
});

Deno.test("the sums of bytes are exact where their products are largest", async () => {
  const n = 2 * 1024 + 3, d = 300;
  const values = new Uint8Array(n * d);
  for (let i = 0; i < values.length; i += 97) values[i] = 1 + i % 255;
  const mean = meanOf(values, d), covariance = sparseCovariance(values, mean);
  for (const prefer of ["wasm", "openblas"] as const) {
    await useBackend({ prefer });
    deepStrictEqual(byteMoments(values, d), { mean, covariance });
  }
});

Deno.test("a constant column of many sparse floats takes no time that the others do not, and has no variance", async () => {
  await useBackend();
  const random = new Random(1), n = 4000, d = 500;
  const values = Float32Array.from(
    { length: n * d },
    (_, i) => i % d === 7 ? 3 : random.uniform() < 0.05 ? random.normal() : 0,
  );
  const { mean, covariance } = moments(values, d);
  values.forEach((value, i) => values[i] = i % d === 7 ? 0 : value);
  const { covariance: sparse } = moments(values, d);
  strictEqual(mean[7], 3);
  close(covariance, sparse, 1e-6);
  const exact = covariance.filter((_, i) => i % d === 7 || Math.floor(i / d) === 7);
  ok(exact.every((value) => value === 0));
});

Deno.test("fewer points than dimensions have orthonormal axes that explain all their variance", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom(0, 1e-6, 1, 1e4),
      (n, more, least) => {
        const random = new Random(n), d = n + more;
        const values = Float32Array.from(
          { length: n * d },
          (_, i) => 3 + (i % d < 3 ? 1e3 : least) * random.normal(),
        );
        const found = principalAxes(values, d), { mean, axes, variances } = completeAxes(found, d);
        ok(
          found.variances.length < Math.max(2, n),
          `${found.variances.length} axes of ${n} points`,
        );
        const covariance = new Float64Array(d * d), rebuilt = new Float64Array(d * d);
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < d; j++) {
            let dot = 0;
            for (let k = 0; k < d; k++) {
              dot += axes[i * d + k] * axes[j * d + k];
              rebuilt[i * d + j] += variances[k] * axes[k * d + i] * axes[k * d + j];
            }
            close([dot], [i === j ? 1 : 0], 1e-9);
            for (let p = 0; p < values.length; p += d) {
              covariance[i * d + j] += (values[p + i] - mean[i]) * (values[p + j] - mean[j]) / n;
            }
          }
        }
        const scale = Math.max(...covariance.map(Math.abs));
        close(rebuilt, covariance, 1e-9 * scale);
      },
    ),
    { numRuns: 60 },
  ));

Deno.test("the iteration finds the first axes of the exact decomposition", () => {
  const random = new Random(2), n = 300, d = 80;
  const values = Float32Array.from(
    { length: n * d },
    (_, i) => 50 + 20 * random.normal() / (1 + i % d),
  );
  const exact = principalAxes(values, d), passes = leadingAxes(values, d, 5);
  let step = passes.next();
  while (!step.done) step = passes.next();
  const { axes, variances, rest } = step.value;
  for (let axis = 0; axis < 5; axis++) {
    close([variances[axis] / exact.variances[axis]], [1], 1e-5);
    const [ours, theirs] = [axes, exact.axes].map((all) => all.slice(axis * d, (axis + 1) * d));
    close(ours, theirs, 1e-2);
  }
  close([rest], [exact.variances.slice(5).reduce((sum, value) => sum + value)], 1e-3);
  strictEqual(rest > 0, true);
  throws(
    () => completeAxes({ mean: exact.mean, axes, variances, rest }, 6),
    /^RangeError: components must be at most 5, .* got 6: fit again$/,
  );
});

Deno.test("principal axes do not depend on how far from 0 the points are", () => {
  const random = new Random(4), d = 3, n = 50;
  // integers, which float32 holds exactly beside 2²²
  const near = Float32Array.from(
    { length: n * d },
    (_, i) => Math.round(3 * (1 + i % d) * random.normal()),
  );
  const expected = principalAxes(near, d);
  for (const scale of [1, 2 ** -20]) {
    const far = near.map((value) => (value + 2 ** 22) * scale);
    const { axes, variances } = principalAxes(far, d);
    close(axes, expected.axes, 1e-5);
    close(variances.map((value) => value / scale ** 2), expected.variances, 1e-5);
  }
});

Deno.test("many large images of one kind, or of a few, have axes at right angles and the right variances", () => {
  const n = 1001, d = 1024;
  for (const kinds of [1, 2, 5]) {
    const pixels = new Uint8Array(n * d);
    for (let i = 0; i < n; i++) pixels[i * d + (i % kinds)] = 200; // a pixel for each kind
    const { axes, variances, rest } = principalAxes(pixels, d, 4);
    const total = variances.reduce((sum, value) => sum + value) + rest;
    const share = 1 / kinds, expected = kinds * 200 ** 2 * share * (1 - share);
    ok(
      Math.abs(total - expected) <= 1e-3 * expected + 1e-6,
      `${kinds} kinds: ${total}, not ${expected}`,
    );
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let i = 0; i < d; i++) dot += axes[a * d + i] * axes[b * d + i];
        ok(Math.abs(dot - Number(a === b)) < 1e-5, `axes ${a} and ${b} of ${kinds} kinds: ${dot}`);
      }
    }
  }
});
