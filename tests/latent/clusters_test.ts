import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import {
  accuracy,
  agreement,
  classifyByNeighbours,
  codesFrom,
  detectAnomalies,
  fitLinearProbe,
  imageSet,
  neighbourPurity,
} from "@autoencoders";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

const points = codesFrom(fixture.points, fixture.dimensions);

Deno.test("agreement equals scikit-learn's scores", () => {
  const { nmi, ari } = agreement(fixture.labels, fixture.clusters.guess);
  close([nmi, ari], [fixture.clusters.nmi, fixture.clusters.ari], 1e-12);
});

Deno.test("agreement equals a result computed by hand", () => {
  // Cluster 0 holds classes 0 0 1, cluster 1 holds 1: three of four points are in the majority.
  const { purity, nmi, ari } = agreement([0, 0, 1, 1], [0, 0, 0, 1]);
  strictEqual(purity, 0.75);
  // Pairs together in both 1, in classes 2, in clusters 3, of 6: (1 − 1) / (2.5 − 1).
  strictEqual(ari, 0);
  const [both, classes, clusters] = [1.5, 1, 2 - 0.75 * Math.log2(3)]; // entropies in bits
  close([nmi], [2 * (classes + clusters - both) / (classes + clusters)], 1e-12);
});

Deno.test("one class and one cluster agree", () => {
  deepStrictEqual(agreement([3, 3], [0, 0]), { purity: 1, nmi: 1, ari: 1 });
});

Deno.test("agreement is independent of the numbering of the clusters", () =>
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

Deno.test("accuracy is the share of equal labels", () => {
  strictEqual(accuracy([1, 2, 3, 4], [1, 2, 0, 4]), 0.75);
});

Deno.test("majority votes of nearest neighbours give scikit-learn's classes", () => {
  const known = codesFrom(fixture.plane.slice(20), 2);
  const queries = codesFrom(fixture.neighbours.queries, 2);
  const classes = classifyByNeighbours(known, fixture.labels.slice(10), queries, 5);
  deepStrictEqual([...classes], fixture.neighbours.predictions);
});

Deno.test("neighbour purity counts neighbours of a point's own class", () => {
  const line = codesFrom([0, 1, 2, 10, 11, 12], 1);
  strictEqual(neighbourPurity(line, [0, 0, 0, 1, 1, 1], 2), 1);
  // Of 2 neighbours each, those of 0 and 1, 1 and 0 agree.
  strictEqual(neighbourPurity(line, [0, 0, 1, 1, 1, 1], 2), (1 + 1 + 0 + 2 + 2 + 2) / 12);
});

Deno.test("labels that are missing, out of range or too few are rejected", () => {
  const one = codesFrom([1], 1), two = codesFrom([1, 2], 1);
  throws(() => agreement([], []), /^RangeError: agreement needs at least one point, got none$/);
  throws(() => accuracy([], []), /^RangeError: accuracy needs at least one label, got none$/);
  throws(() => agreement([1, 2], [1]), /^RangeError: 1 points need 1 labels, got 2$/);
  throws(() => neighbourPurity(points, [1, 2]), /^RangeError: 60 points need 60 labels, got 2$/);
  throws(() => fitLinearProbe(points, [1]), /^RangeError: 60 points need 60 labels, got 1$/);
  throws(() => classifyByNeighbours(two, [0, -1], one, 1), /^RangeError: label 1 .*, got -1$/);
});

Deno.test("a linear probe reaches the loss of scikit-learn's logistic regression", () => {
  const { penalty, logLoss, norm, accuracy: theirs } = fixture.regression;
  const before = tf.memory().numTensors;
  const probe = fitLinearProbe(points, fixture.labels, { penalty });
  const squares = probe.weights.reduce((sum, value) => sum + value ** 2, 0);
  close([probe.loss + penalty / 2 * squares], [logLoss + penalty / 2 * norm], 1e-4);
  close([squares], [norm], 0.02 * norm);
  strictEqual(accuracy(fixture.labels, probe.predict(points)), theirs);
  const probabilities = probe.probabilities(points);
  for (let i = 0; i < 60; i++) {
    close([probabilities.subarray(3 * i, 3 * i + 3).reduce((sum, p) => sum + p)], [1], 1e-5);
  }
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("a linear probe ignores a dead unit, also if it has another value in new codes", () => {
  const probe = fitLinearProbe(codesFrom([0, 5, 1, 5, 9, 5, 10, 5], 2), [0, 0, 1, 1]);
  deepStrictEqual([...probe.predict(codesFrom([0, 99, 10, -99], 2))], [0, 1]);
  ok(probe.loss < 0.1);
});

Deno.test("a linear probe rejects codes with other dimensions", () => {
  const probe = fitLinearProbe(codesFrom([0, 1, 9, 10], 1), [0, 0, 1, 1]);
  throws(
    () => probe.predict(codesFrom([1, 2], 2)),
    /^RangeError: codes must have 1 dimensions, got 2$/,
  );
});

const grey = (...pixels: number[]) => imageSet(new Uint8Array(pixels), { height: 1, width: 1 });

Deno.test("detectAnomalies() scores both sets and measures their separation", () => {
  const [bright, dark, constant] = detectAnomalies(
    {
      bright: ({ pixels }) => pixels,
      dark: ({ pixels }) => Float32Array.from(pixels, (value) => -value),
      constant: ({ count }) => new Float32Array(count),
    },
    grey(10, 20, 30, 40),
    grey(25, 50),
  );
  // Of 4 · 2 pairs, 25 is above 10 and 20, and 50 is above all.
  strictEqual(bright.curve.auc, 6 / 8);
  strictEqual(dark.curve.auc, 2 / 8);
  strictEqual(constant.curve.auc, 1 / 2);
  deepStrictEqual(bright.scores.map((scores) => [...scores]), [[10, 20, 30, 40], [25, 50]]);
});

Deno.test("detectAnomalies() rejects a score that omits images", () => {
  throws(
    () => detectAnomalies({ short: () => [1] }, grey(1, 2), grey(3)),
    /^RangeError: short must score 2 images, got 1$/,
  );
});
