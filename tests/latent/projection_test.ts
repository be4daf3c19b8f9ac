import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import {
  classifyByNeighbours,
  codeAt,
  type Codes,
  codesFrom,
  neighbourPurity,
  projectPca,
  projectTsne,
  projectUmap,
  Random,
  trustworthiness,
} from "@autoencoders";
import { affinities } from "../../lib/latent/projection/affinities.ts";
import { bisect } from "../../lib/latent/projection/bisection.ts";
import { tabulate, valueAt } from "../../lib/latent/projection/tabulated.ts";
import { attraction, repulsion } from "../../lib/latent/projection/umap.ts";
import { Quadtree } from "../../lib/latent/projection/quadtree.ts";
import { tsneGradient } from "../../lib/latent/projection/tsne_gradient.ts";
import { umapGraph } from "../../lib/latent/projection/umap_graph.ts";
import { nearestNeighbours } from "../../lib/statistics/mod.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";
import { exactSquare, FAR, farPoints } from "../helpers/far_points.ts";

/** Clusters at the corners of a simplex in 6 dimensions: no plane shows all of them separate. */
function corners(each: number, random: Random): { codes: Codes; labels: number[] } {
  const labels = Array.from({ length: 6 * each }, (_, i) => i % 6);
  const values = labels.flatMap((label) =>
    Array.from({ length: 6 }, (_, axis) => (axis === label ? 8 : 0) + random.normal())
  );
  return { codes: codesFrom(values, 6), labels };
}

const { codes, labels } = corners(25, new Random(1));

interface Options {
  passes?: number;
  progress?: (share: number) => unknown;
  signal?: AbortSignal;
}

const projections = {
  "t-SNE": (random: Random, { passes = 300, ...options }: Options = {}) =>
    projectTsne(codes, random, { perplexity: 15, iterations: passes, ...options }),
  UMAP: (random: Random, { passes, ...options }: Options = {}) =>
    projectUmap(codes, random, { epochs: passes, ...options }),
};

for (const [name, project] of Object.entries(projections)) {
  Deno.test(`${name} separates clusters that overlap in PCA`, async () => {
    const before = tf.memory().numTensors;
    const projection = await project(new Random(2)), pca = projectPca(codes);
    deepStrictEqual([projection.count, projection.dimensions], [150, 2]);
    ok(neighbourPurity(projection, labels, 5) > 0.99);
    ok(neighbourPurity(pca, labels, 5) < 0.9);
    ok(trustworthiness(codes, projection) > trustworthiness(codes, pca) + 0.02);
    strictEqual(tf.memory().numTensors, before);
  });

  Deno.test(`${name} repeats with the same seed and differs with another`, async () => {
    const short = { passes: 20 };
    const a = await project(new Random(3), short);
    const b = await project(new Random(3), short);
    const c = await project(new Random(4), short);
    deepStrictEqual(a, b);
    ok(a.values.some((value, i) => value !== c.values[i]));
  });

  Deno.test(`${name} reports its progress, and an aborted signal stops it`, async () => {
    const short = { passes: 50 }, shares: number[] = [];
    await project(new Random(1), {
      ...short,
      progress: (share: number) => shares.push(share),
    });
    ok(shares.length > 1 && shares.every((share, i) => i === 0 || share >= shares[i - 1]));
    strictEqual(shares.at(-1), 1);
    const stop = new AbortController(), tensors = tf.memory().numTensors;
    const progress = (share: number) => share > 0.5 && stop.abort(new Error("enough"));
    await rejects(project(new Random(1), { ...short, progress, signal: stop.signal }), /enough/);
    await rejects(project(new Random(1), { signal: AbortSignal.abort() }), { name: "AbortError" });
    strictEqual(tf.memory().numTensors, tensors);
  });
}

Deno.test("equal points and points on a line have finite projections", async () => {
  const same = codesFrom(new Float32Array(40).fill(7), 1);
  for (const each of [same, codesFrom(Array.from({ length: 40 }, (_, i) => i), 1)]) {
    const tsne = await projectTsne(each, new Random(1), { perplexity: 5, iterations: 60 });
    const umap = await projectUmap(each, new Random(1), { neighbours: 5, epochs: 30 });
    ok([...tsne.values, ...umap.values].every(Number.isFinite));
  }
});

Deno.test("PCA projects to the variances of scikit-learn's", () => {
  const points = codesFrom(fixture.points, 4), projected = projectPca(points, 4);
  for (let axis = 0; axis < 4; axis++) {
    const along = projected.values.filter((_, i) => i % 4 === axis);
    const variance = along.reduce((sum, value) => sum + value ** 2, 0) / 60;
    close([variance], [fixture.pca.variances[axis]], 1e-5);
  }
  close([trustworthiness(points, projected, 5)], [1], 1e-9);
});

Deno.test("bisect() finds where a condition changes, however far from the start", () =>
  fc.assert(fc.property(
    fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    (turn, start) => close([bisect((x) => x < turn, start, 100)], [turn], 1e-9 * turn),
  )));

Deno.test("the affinities of every point have the given perplexity", () => {
  const neighbours = nearestNeighbours(codes, 30), p = affinities(neighbours, 10);
  for (let i = 0; i < codes.count; i++) {
    const row = p.subarray(30 * i, 30 * i + 30);
    close([row.reduce((sum, value) => sum + value, 0)], [1], 1e-9);
    const entropy = row.reduce((sum, value) => value > 0 ? sum - value * Math.log(value) : sum, 0);
    close([Math.exp(entropy)], [10], 1e-6);
  }
});

Deno.test("t-SNE's gradient equals finite differences, and the tree changes it little", () => {
  const random = new Random(5), n = 60;
  const neighbours = nearestNeighbours(codesFrom(codes.values.slice(0, 6 * n), 6), 15);
  const attraction = { neighbours, affinities: affinities(neighbours, 5) };
  const joint = new Float64Array(n * n);
  neighbours.indices.forEach((j, edge) => {
    const i = Math.floor(edge / 15);
    joint[i * n + j] += attraction.affinities[edge] / (2 * n);
    joint[j * n + i] += attraction.affinities[edge] / (2 * n);
  });
  const positions = Float64Array.from({ length: 2 * n }, () => 3 * random.normal());
  const divergence = () => {
    const similarity = joint.map((_, pair) => {
      const i = 2 * Math.floor(pair / n), j = 2 * (pair % n);
      const square = (positions[i] - positions[j]) ** 2 +
        (positions[i + 1] - positions[j + 1]) ** 2;
      return i === j ? 0 : 1 / (1 + square);
    });
    const z = similarity.reduce((sum, value) => sum + value, 0);
    return joint.reduce((sum, p, k) => p > 0 ? sum + p * Math.log(p * z / similarity[k]) : sum, 0);
  };
  const tree = new Quadtree(positions), gradient = new Float64Array(2 * n);
  tsneGradient(positions, attraction, tree, 0, 1, gradient);
  for (const i of [0, 17, 2 * n - 1]) {
    const position = positions[i], h = 1e-4;
    positions[i] = position + h;
    const above = divergence();
    positions[i] = position - h;
    const slope = (above - divergence()) / (2 * h);
    positions[i] = position;
    close([gradient[i]], [slope], 1e-7);
  }
  const coarse = new Float64Array(2 * n);
  tsneGradient(positions, attraction, tree, 0.5, 1, coarse);
  const length = (of: Float64Array) => Math.hypot(...of);
  ok(length(coarse.map((value, i) => value - gradient[i])) < 0.02 * length(gradient));
});

Deno.test("with theta 0 the tree's repulsion is the sum over all pairs", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
      minLength: 2,
      maxLength: 60,
    }),
    (pairs) => {
      const positions = Float64Array.from(pairs.flat()), tree = new Quadtree(positions);
      const force = new Float64Array(positions.length);
      pairs.forEach(([x, y], i) => {
        let total = 0, fx = 0, fy = 0;
        pairs.forEach(([u, v], j) => {
          if (i === j) return;
          const q = 1 / (1 + (x - u) ** 2 + (y - v) ** 2);
          total += q;
          fx += q * q * (x - u);
          fy += q * q * (y - v);
        });
        close([tree.repel(positions, i, 0, force)], [total], 1e-9);
        close(force.subarray(2 * i, 2 * i + 2), [fx, fy], 1e-9);
      });
    },
  )));

Deno.test("UMAP's graph has each pair of neighbours once, with weight 1 to a nearest neighbour", () => {
  const neighbours = nearestNeighbours(codes, 14), { from, to, weight } = umapGraph(neighbours);
  const name = (i: number, j: number) => `${Math.min(i, j)} ${Math.max(i, j)}`;
  const weights = new Map(Array.from(from, (i, pair) => [name(i, to[pair]), weight[pair]]));
  const expected = new Set<string>();
  neighbours.indices.forEach((j, edge) => expected.add(name(Math.floor(edge / 14), j)));
  strictEqual(from.length, expected.size);
  deepStrictEqual(new Set(weights.keys()), expected);
  for (const value of weights.values()) ok(value > 0 && value <= 1);
  for (let i = 0; i < codes.count; i++) {
    close([weights.get(name(i, neighbours.indices[14 * i]))!], [1], 1e-9);
  }
});

Deno.test("trustworthiness equals scikit-learn's", () => {
  const points = codesFrom(fixture.points, 4), plane = codesFrom(fixture.plane, 2);
  for (const { neighbours, value } of fixture.trustworthiness) {
    close([trustworthiness(points, plane, neighbours)], [value], 1e-6);
  }
});

for (const kind of Object.keys(FAR)) {
  Deno.test(`trustworthiness ranks as in double precision: ${kind}`, () => {
    const random = new Random(5), n = 60, k = 4, points = farPoints(kind, n, 5, random);
    const plane = farPoints("no cancellation", n, 2, random);
    const near = nearestNeighbours(plane, k).indices;
    let excess = 0;
    for (let edge = 0; edge < n * k; edge++) {
      const i = Math.floor(edge / k), from = codeAt(points, i);
      const own = exactSquare(from, codeAt(points, near[edge]));
      let rank = 1;
      for (let l = 0; l < n; l++) {
        if (l !== i && exactSquare(from, codeAt(points, l)) < own) rank++;
      }
      excess += Math.max(0, rank - k);
    }
    strictEqual(trustworthiness(points, plane, k), 1 - 2 * excess / (n * k * (2 * n - 3 * k - 1)));
  });
}

Deno.test("trustworthiness() rejects too many neighbours, and different numbers of points", () => {
  const points = codesFrom(fixture.points, 4), plane = codesFrom(fixture.plane, 2);
  throws(() => trustworthiness(points, plane, 30), /^RangeError: neighbours .* in 1–29, got 30$/);
  throws(() => trustworthiness(points, codesFrom([1, 2], 2)), /^RangeError: .* 60 points, got 1$/);
});

Deno.test("projections reject an option that is too large, and say for how many points", async () => {
  const three = codesFrom([1, 2, 3], 1), seven = codesFrom([0, 1, 2, 3, 4, 5, 7], 1);
  const random = new Random(1), one = codesFrom([1], 1);
  throws(
    () => projectPca(three, 2),
    /^RangeError: dimensions of codes of length 1 must be 1, got 2$/,
  );
  await rejects(projectTsne(three, random), /^RangeError: t-SNE needs at least 4 points, got 3$/);
  await rejects(
    projectTsne(seven, random, { perplexity: 30 }),
    /^RangeError: perplexity must be .* at most 2, a third of the other 6 points, got 30$/,
  );
  await rejects(
    projectUmap(three, random, { neighbours: 15 }),
    /^RangeError: neighbours of 3 points must be an integer in 2–3, got 15$/,
  );
  const few = /^RangeError: neighbours: 1 point is too few, give more points$/;
  await rejects(projectUmap(one, random), few);
  throws(() => nearestNeighbours(one, 1), few);
  throws(() => neighbourPurity(one, [0]), few);
  throws(() => trustworthiness(one, one), few);
});

Deno.test("projections reject an option that is not a number or out of range", async () => {
  const random = new Random(1);
  for (const bad of [NaN, -1, 0, 0.5]) {
    await rejects(
      projectTsne(codes, random, { iterations: bad }),
      /^RangeError: iterations must be/,
    );
    await rejects(projectUmap(codes, random, { epochs: bad }), /^RangeError: epochs must be/);
  }
  await rejects(
    projectTsne(codes, random, { theta: NaN }),
    /^RangeError: theta must be .* got NaN$/,
  );
  await rejects(projectTsne(codes, random, { theta: -1 }), /^RangeError: theta must be .* got -1$/);
});

Deno.test("projections and neighbour measures of a few points need no options", async () => {
  for (let n = 2; n < 40; n += n < 6 ? 1 : 11) {
    const random = new Random(n), labels = new Uint8Array(n);
    const points = codesFrom(Array.from({ length: 3 * n }, () => random.normal()), 3);
    const planes = [await projectUmap(points, random, { epochs: 2 }), projectPca(points)];
    if (n >= 4) planes.push(await projectTsne(points, random, { iterations: 2 }));
    for (const plane of planes) {
      strictEqual(plane.count, n);
      strictEqual(neighbourPurity(plane, labels), 1);
      if (n >= 3) ok(trustworthiness(points, plane) <= 1);
    }
    strictEqual(classifyByNeighbours(points, labels, points).length, n);
  }
});

Deno.test("the tabulated forces of UMAP are those of the formulas within 5e-5", () => {
  for (const force of [attraction, repulsion]) {
    const table = tabulate(force);
    for (let exponent = -126; exponent < 62; exponent += 0.013) {
      const square = 2 ** exponent, expected = force(square);
      ok(Math.abs(valueAt(table, square) / expected - 1) < 5e-5, `${force.name}(${square})`);
    }
    for (const square of [0, 2 ** -140]) {
      strictEqual(valueAt(table, square), force(2 ** -126));
    }
    ok(Math.abs(valueAt(table, Infinity)) < 1e-30);
    ok(Number.isNaN(valueAt(table, NaN)));
  }
});
