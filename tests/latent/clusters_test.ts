import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import { agreement, codesFrom, fitMixture, kMeans, Random, selectCodes } from "@autoencoders";
import { nearestCentres } from "../../lib/statistics/mod.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

const points = codesFrom(fixture.points, fixture.dimensions);

Deno.test("k-means from given centres equals scikit-learn's", () => {
  const before = tf.memory().numTensors;
  const centres = selectCodes(points, [0, 1, 2]);
  const clusters = kMeans(points, 3, new Random(1), { centres });
  deepStrictEqual([...clusters.assignments], fixture.kmeans.assignments);
  close(clusters.centres.values, fixture.kmeans.centres, 1e-5);
  close([clusters.inertia], [fixture.kmeans.inertia], 1e-3);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("k-means: every point is with its nearest centre, every centre is its points' mean", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (n, seed) => {
      const random = new Random(seed);
      const codes = codesFrom(Array.from({ length: 2 * n }, () => random.integer(6)), 2);
      const k = 1 + random.integer(n);
      const { centres, assignments, inertia } = kMeans(codes, k, random);
      deepStrictEqual([...nearestCentres(codes, centres)], [...assignments]);
      let sum = 0;
      for (let cluster = 0; cluster < k; cluster++) {
        const members = [...assignments.keys()].filter((i) => assignments[i] === cluster);
        for (let axis = 0; axis < 2 && members.length > 0; axis++) {
          const values = members.map((i) => codes.values[2 * i + axis]);
          const mean = values.reduce((a, b) => a + b) / values.length;
          close([centres.values[2 * cluster + axis]], [mean], 1e-5);
          sum += values.reduce((a, b) => a + (b - mean) ** 2, 0);
        }
      }
      close([inertia], [sum], 1e-3);
    }),
    { numRuns: 50 },
  ));

Deno.test("k-means finds clusters that lie apart, the same from the same seed", () => {
  const random = new Random(4);
  const codes = codesFrom(
    Array.from({ length: 300 }, (_, i) => 20 * (i % 5) + random.normal()),
    1,
  );
  const truth = Array.from({ length: 300 }, (_, i) => i % 5);
  const clusters = kMeans(codes, 5, new Random(1));
  strictEqual(agreement(truth, clusters.assignments).ari, 1);
  deepStrictEqual(kMeans(codes, 5, new Random(1)).centres, clusters.centres);
});

Deno.test("agreement equals scikit-learn's scores", () => {
  const { nmi, ari } = agreement(fixture.labels, fixture.clusters.guess);
  close([nmi, ari], [fixture.clusters.nmi, fixture.clusters.ari], 1e-12);
});

Deno.test("agreement worked by hand, and where there is nothing to agree on", () => {
  // Cluster 0 holds classes 0 0 1, cluster 1 holds 1: three of four points are in the majority.
  const { purity, nmi, ari } = agreement([0, 0, 1, 1], [0, 0, 0, 1]);
  strictEqual(purity, 0.75);
  // Pairs together in both 1, in classes 2, in clusters 3, of 6: (1 − 1) / (2.5 − 1).
  strictEqual(ari, 0);
  const [both, classes, clusters] = [1.5, 1, 2 - 0.75 * Math.log2(3)]; // entropies in bits
  close([nmi], [2 * (classes + clusters - both) / (classes + clusters)], 1e-12);
  deepStrictEqual(agreement([3, 3], [0, 0]), { purity: 1, nmi: 1, ari: 1 });
  throws(() => agreement([], []), { name: "RangeError", message: /got 0/ });
  throws(() => agreement([1, 2], [1]), {
    name: "RangeError",
    message: /1 points need 1 labels, got 2/,
  });
});

Deno.test("agreement does not care what clusters are called", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1 }),
    fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
    (pairs, names) => {
      const labels = pairs.map(([label]) => label), clusters = pairs.map(([, cluster]) => cluster);
      const a = agreement(labels, clusters), b = agreement(labels, clusters.map((c) => names[c]));
      close([a.purity, a.nmi, a.ari], [b.purity, b.nmi, b.ari], 1e-9);
      ok(a.nmi <= 1 + 1e-9 && a.ari <= 1 + 1e-9 && a.purity <= 1);
    },
  )));

for (const covariance of ["full", "diagonal"] as const) {
  Deno.test(`a mixture with ${covariance} covariances equals scikit-learn's`, () => {
    const theirs = fixture.mixtures[covariance];
    const ours = fitMixture(points, 3, new Random(1), {
      covariance,
      assignments: fixture.kmeans.assignments,
      tolerance: 1e-10,
      rounds: 2000,
    });
    close(ours.weights, theirs.weights, 1e-4);
    close(ours.normals.flatMap((normal) => [...normal.mean]), theirs.means, 1e-3);
    const covariances = ours.normals.flatMap((normal) => {
      const all = [...normal.covariance];
      return covariance === "full" ? all : [all[0], all[5], all[10], all[15]];
    });
    close(covariances, theirs.covariances, 1e-3);
    const logLikelihood = ours.logDensity(points).reduce((sum, value) => sum + value, 0) / 60;
    close([logLikelihood], [theirs.logLikelihood], 1e-6);
  });
}

Deno.test("each round of a mixture raises the likelihood", () => {
  let before = -Infinity;
  for (let rounds = 0; rounds < 12; rounds++) {
    const mixture = fitMixture(points, 4, new Random(3), { rounds, tolerance: 0 });
    const now = mixture.logDensity(points).reduce((sum, value) => sum + value, 0);
    ok(now >= before - 1e-6, `${rounds}: ${now} < ${before}`);
    before = now;
  }
});

Deno.test("memberships sum to 1, and a mixture draws what it was fitted to", () => {
  const random = new Random(5);
  const codes = codesFrom(
    Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? 30 : 0) + random.normal()),
    1,
  );
  const mixture = fitMixture(codes, 2, random);
  const { probabilities } = mixture.memberships(codes);
  for (let i = 0; i < 600; i++) close([probabilities[2 * i] + probabilities[2 * i + 1]], [1], 1e-9);
  const drawn = mixture.sample(3000, random).values;
  close([drawn.filter((value) => value > 15).length / 3000], [1 / 3], 0.03);
  const truth = Array.from({ length: 600 }, (_, i) => Number(i % 3 === 0));
  strictEqual(agreement(truth, mixture.assign(codes)).ari, 1);
});

Deno.test("clusters refuse what cannot be, with the value in the message", () => {
  const refused = (make: () => unknown, message: RegExp) =>
    throws(make, { name: "RangeError", message });
  refused(() => kMeans(points, 61, new Random(1)), /1–60, got 61/);
  refused(() => kMeans(points, 1.5, new Random(1)), /got 1\.5/);
  refused(() => kMeans(points, 2, new Random(1), { starts: 0 }), /starts.*got 0/);
  const centres = codesFrom([1, 2], 1);
  refused(() => kMeans(points, 2, new Random(1), { centres }), /2 × 4, got 2 × 1/);
  refused(
    () => fitMixture(points, 2, new Random(1), { assignments: [0] }),
    /60 assignments, got 1/,
  );
  const assignments = new Int32Array(60).fill(2);
  refused(() => fitMixture(points, 2, new Random(1), { assignments }), /0–1, got 2/);
});
