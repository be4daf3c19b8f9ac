import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import { codeAt, type Codes, codesFrom } from "../../lib/codes.ts";
import { Random } from "../../lib/random.ts";
import {
  distanceBlocks,
  nearestNeighbours,
  nearestNeighboursAsync,
} from "../../lib/statistics/mod.ts";
import { distanceBounds, SPAN } from "../../lib/statistics/distances/distance_bounds.ts";
import { nearGroups } from "../../lib/statistics/distances/near_groups.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";
import { exactSquare, FAR, farPoints } from "../helpers/far_points.ts";

const points = codesFrom(fixture.points, fixture.dimensions);

/** The slow reference. */
function sortedDistances(points: Codes, query: ArrayLike<number>, self = -1): number[] {
  const distances: number[] = [];
  for (let j = 0; j < points.count; j++) {
    if (j !== self) distances.push(Math.hypot(...codeAt(points, j).map((v, i) => v - query[i])));
  }
  return distances.sort((a, b) => a - b);
}

Deno.test("nearest neighbours equal those found by sorting all distances", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(),
      (n, d, seed) => {
        const random = new Random(seed);
        // Few distinct values far from 0, so that equal points and equal distances occur.
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

for (const kind of Object.keys(FAR)) {
  Deno.test(`nearest neighbours are those of brute force in double precision: ${kind}`, () =>
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 90 }), fc.integer({ min: 1, max: 40 }), (n, d) => {
        const random = new Random(n * d), codes = farPoints(kind, n, d, random);
        const queries = farPoints(kind, 9, d, random), k = Math.min(5, n - 1);
        for (const given of [undefined, queries]) {
          const found = nearestNeighbours(codes, k, given), from = given ?? codes;
          for (let i = 0; i < from.count; i++) {
            const squares = Array.from(
              { length: n },
              (_, j) =>
                given || j !== i ? exactSquare(codeAt(from, i), codeAt(codes, j)) : Infinity,
            );
            const order = squares.map((_, j) => j).sort((a, b) => squares[a] - squares[b] || a - b);
            const nearest = order.slice(0, k), row = [i * k, (i + 1) * k];
            deepStrictEqual([...found.indices.slice(...row)], nearest);
            deepStrictEqual(
              found.distances.slice(...row),
              Float32Array.from(nearest, (j) => Math.sqrt(squares[j])),
            );
          }
        }
      }),
      { numRuns: 20 },
    ));
}

for (const kind of Object.keys(FAR)) {
  Deno.test(`the nearest point of every span is within its bounds: ${kind}`, () => {
    const codes = farPoints(kind, 100, 5, new Random(1)), spans = Math.ceil(100 / SPAN);
    const seen: number[] = [];
    for (const { queries, scores, least, most, spanErrors } of distanceBounds(codes, codes)) {
      for (const [row, i] of queries.entries()) {
        seen.push(i);
        for (let span = 0; span < spans; span++) {
          const members = Array.from({ length: SPAN }, (_, at) => span * SPAN + at);
          const exact = Math.min(
            ...members.filter((j) => j < 100).map((j) =>
              exactSquare(codeAt(codes, i), codeAt(codes, j))
            ),
          );
          const score = 2 * scores[row * spans + span];
          ok(least[row] - score <= exact && exact < most[row] + spanErrors[span] - score);
        }
      }
    }
    deepStrictEqual(seen.sort((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
  });
}

Deno.test("the bounds of a span differ by little where there are no outliers", () => {
  const random = new Random(1), n = 600;
  const codes = codesFrom(Array.from({ length: n * 20 }, () => random.normal()), 20);
  for (const { queries, scores, least, most, spanErrors } of distanceBounds(codes, codes)) {
    for (const row of queries.keys()) {
      for (const [span, error] of spanErrors.entries()) {
        const score = 2 * scores[row * spanErrors.length + span];
        ok(most[row] + error - least[row] < 0.01 * Math.max(1, most[row] + error - score));
      }
    }
  }
});

Deno.test("within a cluster far from the others rounding decides almost nothing, in blocks of near queries", () => {
  for (const gap of [0, 1e4, 1e5]) {
    const random = new Random(1), n = 600, d = 20;
    const values = Array.from(
      { length: n * d },
      (_, at) => gap * (Math.floor(at / d) % 2) + random.normal(),
    );
    const codes = codesFrom(values, d), seen: number[] = [];
    for (const { queries, squares, queryErrors, pointErrors } of distanceBlocks(codes, codes)) {
      for (const [row, i] of queries.entries()) {
        seen.push(i);
        for (let j = 0; j < n; j++) {
          const exact = exactSquare(codeAt(codes, i), codeAt(codes, j));
          const error = queryErrors[row] + pointErrors[j];
          ok(Math.abs(squares[row * n + j] - exact) <= error);
          if (i !== j) ok(error < 0.01 * exact, `${error} of ${exact}`);
        }
      }
    }
    deepStrictEqual(seen.sort((a, b) => a - b), Array.from({ length: n }, (_, i) => i));
  }
});

Deno.test("the groups of nearGroups() are small, and have every point once", () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(FAR)),
      fc.integer({ min: 12, max: 90 }),
      fc.integer({ min: 1, max: 20 }),
      (kind, n, most) => {
        const groups = [...nearGroups(farPoints(kind, n, 3, new Random(n)), most)];
        ok(groups.every(({ length }) => length > 0 && length <= most));
        const all = groups.flatMap((group) => [...group]).sort((a, b) => a - b);
        deepStrictEqual(all, Array.from({ length: n }, (_, i) => i));
      },
    ),
  ));

Deno.test("nearestNeighboursAsync() reports within a block, and stops there", async () => {
  const random = new Random(1);
  const codes = codesFrom(Array.from({ length: 200 * 4 }, () => random.normal()), 4);
  const { now } = performance, shares: number[] = [];
  let time = 0;
  performance.now = () => time += 20; // milliseconds between two looks at the clock
  try {
    const progress = (share: number) => void shares.push(share);
    const found = await nearestNeighboursAsync(codes, 3, { progress });
    deepStrictEqual(found, nearestNeighbours(codes, 3));
    const stop = new AbortController();
    const run = nearestNeighboursAsync(codes, 3, {
      signal: stop.signal,
      progress: (share) => share > 0.5 && stop.abort(new Error(`at ${share}`)),
    });
    await rejects(run, /^Error: at 0\.5/);
  } finally {
    performance.now = now;
  }
  ok(shares.length > 20, `${shares.length} reports of 200 queries, which are one block`);
});

Deno.test("nearestNeighbours() leaks no tensor", () => {
  const before = tf.memory().numTensors;
  nearestNeighbours(points, 3, points);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("nearestNeighbours() rejects too many neighbours, and queries of other dimensions", () => {
  throws(() => nearestNeighbours(points, 60), /^RangeError: neighbours .* in 1–59, got 60$/);
  throws(() => nearestNeighbours(points, 0), /^RangeError: neighbours .*, got 0$/);
  throws(
    () => nearestNeighbours(points, 1, codesFrom(fixture.plane, 2)),
    /^RangeError: queries must have 4 dimensions, got 2$/,
  );
});
