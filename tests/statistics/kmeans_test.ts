import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import { codeAt, codesFrom, selectCodes } from "../../lib/codes.ts";
import { Random } from "../../lib/random.ts";
import { kMeans } from "../../lib/statistics/mod.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";
import { exactSquare, FAR, farPoints } from "../helpers/far_points.ts";

const points = codesFrom(fixture.points, fixture.dimensions);

Deno.test("k-means from given centres equals scikit-learn's, and disposes its tensors", () => {
  const before = tf.memory().numTensors;
  const centres = selectCodes(points, [0, 1, 2]);
  const clusters = kMeans(points, 3, new Random(1), { centres });
  deepStrictEqual([...clusters.assignments], fixture.kmeans.assignments);
  close(clusters.centres.values, fixture.kmeans.centres, 1e-5);
  close([clusters.inertia], [fixture.kmeans.inertia], 1e-3);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("k-means: each point has its nearest centre, each centre is its points' mean", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (n, seed) => {
      const random = new Random(seed);
      const codes = codesFrom(Array.from({ length: 2 * n }, () => random.integer(6)), 2);
      const k = 1 + random.integer(n);
      const { centres, assignments, inertia } = kMeans(codes, k, random);
      const square = (i: number, cluster: number) => {
        const [x, y] = codeAt(codes, i), [cx, cy] = codeAt(centres, cluster);
        return (x - cx) ** 2 + (y - cy) ** 2;
      };
      let sum = 0;
      assignments.forEach((cluster, i) => {
        const own = square(i, cluster);
        for (let other = 0; other < k; other++) ok(own <= square(i, other) + 1e-4);
        sum += own;
      });
      close([inertia], [sum], 1e-3);
      for (let cluster = 0; cluster < k; cluster++) {
        const members = [...assignments.keys()].filter((i) => assignments[i] === cluster);
        for (let axis = 0; axis < 2 && members.length > 0; axis++) {
          const total = members.reduce((sum, i) => sum + codes.values[2 * i + axis], 0);
          close([centres.values[2 * cluster + axis]], [total / members.length], 1e-5);
        }
      }
    }),
    { numRuns: 50 },
  ));

for (const kind of Object.keys(FAR)) {
  Deno.test(`k-means assigns as in double precision: ${kind}`, () =>
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 60 }), fc.integer({ min: 1, max: 20 }), (n, d) => {
        const codes = farPoints(kind, n, d, new Random(n * d));
        const { centres, assignments, inertia } = kMeans(codes, 6, new Random(1), { starts: 2 });
        const squares = Array.from(assignments, (own, i) => {
          const all = Array.from(
            { length: 6 },
            (_, c) => exactSquare(codeAt(codes, i), codeAt(centres, c)),
          );
          strictEqual(own, all.indexOf(Math.min(...all)));
          return all[own];
        });
        const expected = squares.reduce((sum, value) => sum + value, 0);
        close([inertia], [expected], 1e-2 * expected);
      }),
      { numRuns: 20 },
    ));
}

Deno.test("a centre keeps its digits when an outlier has joined and left its cluster", () => {
  const row = (x: number, y: number, count: number) => Array.from({ length: count }, () => [x, y]);
  // The outlier is in the first cluster until the second moves from 1e8 to 7e7.
  const rows = [
    ...row(0, 3e-7, 100),
    ...row(0, 5e-7, 100),
    [4e7, 1e9],
    ...row(1e8, 1e9, 40),
    ...row(5.2e7, 1e9, 60),
  ];
  const start = codesFrom([0, 0, 1e8, 0], 2);
  const { centres, assignments } = kMeans(codesFrom(rows.flat(), 2), 2, new Random(1), {
    centres: start,
  });
  strictEqual(assignments[200], 1);
  close([centres.values[0], centres.values[1]], [0, 4e-7], 1e-12);
});

Deno.test("the roundings of many points beside an outlier do not remain in a centre", () => {
  // Beside 4e9, each of the points adds 0.45 of a last digit (2⁻²¹) to the sum, which rounds that off.
  const n = 100_000, y = Math.fround((104_000 + 0.45) * 2 ** -21);
  const row = (x: number, y: number, count: number) => Array.from({ length: count }, () => [x, y]);
  const rows = [[4e7, 4e9], ...row(1e6, y, n), ...row(1e8, 0, 40), ...row(5.2e7, 0, 60)];
  const { centres, assignments } = kMeans(codesFrom(rows.flat(), 2), 2, new Random(1), {
    centres: codesFrom([0, 0, 1e8, 0], 2),
  });
  strictEqual(assignments[0], 1);
  deepStrictEqual([...centres.values.subarray(0, 2)], [1e6, y]);
});

Deno.test("k-means finds separate clusters, and the same seed gives the same centres", () => {
  const random = new Random(4);
  const codes = codesFrom(
    Array.from({ length: 300 }, (_, i) => 20 * (i % 5) + random.normal()),
    1,
  );
  const { assignments, centres } = kMeans(codes, 5, new Random(1));
  ok(assignments.every((cluster, i) => cluster === assignments[i % 5]));
  strictEqual(new Set(assignments).size, 5);
  deepStrictEqual(kMeans(codes, 5, new Random(1)).centres, centres);
});

Deno.test("kMeans() rejects a number of clusters or starts that is out of range", () => {
  const random = new Random(1);
  throws(
    () => kMeans(points, 61, random),
    /^RangeError: clusters of 60 points must be .* in 1–60, got 61$/,
  );
  throws(
    () => kMeans(points, 1.5, random),
    /^RangeError: clusters of 60 points must be an integer .*, got 1\.5$/,
  );
  throws(() => kMeans(points, 2, random, { starts: 0 }), /^RangeError: starts .*, got 0$/);
});

Deno.test("kMeans() rejects initial centres of another shape", () => {
  const centres = codesFrom([1, 2], 1);
  throws(
    () => kMeans(points, 2, new Random(1), { centres }),
    /^RangeError: centres must be 2 × 4, got 2 × 1$/,
  );
});

Deno.test("the inertia is finite, whatever the scale of the codes", () => {
  const random = new Random(1), unit = Array.from({ length: 80 }, () => random.normal() / 4);
  const at = (scale: number) =>
    kMeans(codesFrom(unit.map((value) => value * scale), 4), 3, new Random(1), { starts: 1 });
  const { inertia } = at(1);
  for (const scale of [1e-30, 1e-10, 1e10, 1e19, 1e25, 1e38]) {
    close([at(scale).inertia / scale ** 2 / inertia], [1], 1e-4);
  }
});
