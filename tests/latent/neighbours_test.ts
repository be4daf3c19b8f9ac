import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import {
  accuracy,
  classifyByNeighbours,
  codeAt,
  type Codes,
  codesFrom,
  nearestNeighbours,
  neighbourPurity,
  Random,
  trustworthiness,
} from "@autoencoders";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

const points = codesFrom(fixture.points, fixture.dimensions);
const plane = codesFrom(fixture.plane, 2);

/** The slow, obvious way. */
function sortedDistances(points: Codes, query: ArrayLike<number>, self = -1): number[] {
  const distances: number[] = [];
  for (let j = 0; j < points.count; j++) {
    if (j !== self) distances.push(Math.hypot(...codeAt(points, j).map((v, i) => v - query[i])));
  }
  return distances.sort((a, b) => a - b);
}

Deno.test("nearest neighbours are those that sorting all distances gives", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(),
      (n, d, seed) => {
        const random = new Random(seed);
        // Few different values, so that equal points and equal distances come up, far from 0.
        const some = (count: number) =>
          codesFrom(Array.from({ length: count * d }, () => 100 + random.integer(5)), d);
        const codes = some(n), queries = some(3), k = Math.min(4, n - 1);
        const among = nearestNeighbours(codes, k), from = nearestNeighbours(codes, k, queries);
        for (let i = 0; i < n; i++) {
          ok(!among.indices.subarray(i * k, (i + 1) * k).includes(i), "its own neighbour");
          const expected = sortedDistances(codes, codeAt(codes, i), i).slice(0, k);
          close(among.distances.subarray(i * k, (i + 1) * k), expected, 1e-5);
        }
        for (let i = 0; i < 3; i++) {
          const expected = sortedDistances(codes, codeAt(queries, i)).slice(0, k);
          close(from.distances.subarray(i * k, (i + 1) * k), expected, 1e-5);
        }
      },
    ),
  ));

Deno.test("nearest neighbours leave no tensor", () => {
  const before = tf.memory().numTensors;
  nearestNeighbours(points, 3, points);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("trustworthiness equals scikit-learn's", () => {
  for (const { neighbours, value } of fixture.trustworthiness) {
    close([trustworthiness(points, plane, neighbours)], [value], 1e-6);
  }
});

Deno.test("votes of nearest neighbours give scikit-learn's classes", () => {
  const known = codesFrom(fixture.plane.slice(20), 2),
    asked = codesFrom(fixture.neighbours.asked, 2);
  const classes = classifyByNeighbours(known, fixture.labels.slice(10), asked, 5);
  deepStrictEqual([...classes], fixture.neighbours.predictions);
});

Deno.test("neighbour purity counts neighbours of one's own class", () => {
  const line = codesFrom([0, 1, 2, 10, 11, 12], 1);
  strictEqual(neighbourPurity(line, [0, 0, 0, 1, 1, 1], 2), 1);
  // Of 2 neighbours each, those of 0 and 1, 1 and 0 agree.
  strictEqual(neighbourPurity(line, [0, 0, 1, 1, 1, 1], 2), (1 + 1 + 0 + 2 + 2 + 2) / 12);
});

Deno.test("accuracy is the share of equal labels", () => {
  strictEqual(accuracy([1, 2, 3, 4], [1, 2, 0, 4]), 0.75);
  throws(() => accuracy([], []), { name: "RangeError", message: /got 0/ });
});

Deno.test("neighbours refuse what cannot be, with the value in the message", () => {
  const refused = (make: () => unknown, message: RegExp) =>
    throws(make, { name: "RangeError", message });
  refused(() => nearestNeighbours(points, 60), /1–59, got 60/);
  refused(() => nearestNeighbours(points, 0), /got 0/);
  refused(() => nearestNeighbours(points, 1, plane), /queries have 2 dimensions, the points 4/);
  refused(() => trustworthiness(points, plane, 30), /1–29, got 30/);
  refused(() => trustworthiness(points, codesFrom([1, 2], 2)), /60 points, got 1/);
  refused(() => neighbourPurity(plane, [1, 2]), /60 labels, got 2/);
  refused(
    () => classifyByNeighbours(codesFrom([1, 2], 1), [0, -1], codesFrom([1], 1), 1),
    /got -1/,
  );
});
