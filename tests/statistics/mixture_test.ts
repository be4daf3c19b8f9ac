import { ok, strictEqual, throws } from "node:assert/strict";
import { codesFrom } from "../../lib/codes.ts";
import { Random } from "../../lib/random.ts";
import { fitMixture } from "../../lib/statistics/mod.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

const points = codesFrom(fixture.points, fixture.dimensions);

for (const covariance of ["full", "diagonal"] as const) {
  Deno.test(`a mixture with ${covariance} covariances equals scikit-learn's`, () => {
    const theirs = fixture.mixtures[covariance];
    const ours = fitMixture(points, 3, new Random(1), {
      covariance,
      assignments: fixture.kmeans.assignments,
      tolerance: 1e-10,
      iterations: 2000,
    });
    close(ours.weights, theirs.weights, 1e-4);
    close(ours.components.flatMap(({ mean }) => [...mean]), theirs.means, 1e-3);
    const covariances = ours.components.flatMap((component) => {
      const all = [...component.covariance];
      return covariance === "full" ? all : [all[0], all[5], all[10], all[15]];
    });
    close(covariances, theirs.covariances, 1e-3);
    const logLikelihood = ours.logDensity(points).reduce((sum, value) => sum + value, 0) / 60;
    close([logLikelihood], [theirs.logLikelihood], 1e-6);
  });
}

Deno.test("each iteration raises the likelihood of a mixture", () => {
  let before = -Infinity;
  for (let iterations = 0; iterations < 12; iterations++) {
    const mixture = fitMixture(points, 4, new Random(3), { iterations, tolerance: 0 });
    const now = mixture.logDensity(points).reduce((sum, value) => sum + value, 0);
    ok(now >= before - 1e-6, `${iterations}: ${now} < ${before}`);
    before = now;
  }
});

Deno.test("responsibilities sum to 1, and samples follow the distribution that was fitted", () => {
  const random = new Random(5);
  const codes = codesFrom(
    Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? 30 : 0) + random.normal()),
    1,
  );
  const mixture = fitMixture(codes, 2, random);
  const { probabilities } = mixture.responsibilities(codes);
  for (let i = 0; i < 600; i++) close([probabilities[2 * i] + probabilities[2 * i + 1]], [1], 1e-9);
  const samples = mixture.sample(3000, random).values;
  close([samples.filter((value) => value > 15).length / 3000], [1 / 3], 0.03);
  const components = mixture.assign(codes);
  ok(components.every((component, i) => component === components[i % 3 === 0 ? 0 : 1]));
  strictEqual(new Set(components).size, 2);
});

Deno.test("fitMixture() rejects options out of range, and more components than points", () => {
  const fit = (k: number, options = {}) => fitMixture(points, k, new Random(1), options);
  throws(() => fit(61), /^RangeError: components of 60 points must be .* in 1–60, got 61$/);
  throws(() => fit(2, { iterations: NaN }), /^RangeError: iterations must be .* got NaN$/);
  throws(() => fit(2, { tolerance: NaN }), /^RangeError: tolerance must be .* got NaN$/);
});

Deno.test("fitMixture() rejects assignments of another length or range", () => {
  const fit = (assignments: ArrayLike<number>) =>
    fitMixture(points, 2, new Random(1), { assignments });
  throws(() => fit([0]), /^RangeError: 60 points need 60 assignments, got 1$/);
  throws(() => fit(new Int32Array(60).fill(2)), /^RangeError: assignment 0 .* in 0–1, got 2$/);
});
