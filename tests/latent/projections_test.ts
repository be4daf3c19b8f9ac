import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import {
  type Codes,
  codesFrom,
  nearestNeighbours,
  neighbourPurity,
  projectPca,
  projectTsne,
  projectUmap,
  Random,
  trustworthiness,
} from "@autoencoders";
import { affinities } from "../../lib/latent/projection/affinities.ts";
import { Quadtree } from "../../lib/latent/projection/quadtree.ts";
import { tsneGradient } from "../../lib/latent/projection/tsne_gradient.ts";
import { umapCurve } from "../../lib/latent/projection/umap_curve.ts";
import { umapGraph } from "../../lib/latent/projection/umap_graph.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

/** Clusters on the corners of a simplex in 6 dimensions: no two directions show all of them apart. */
function corners(each: number, random: Random): { codes: Codes; labels: number[] } {
  const labels = Array.from({ length: 6 * each }, (_, i) => i % 6);
  const values = labels.flatMap((label) =>
    Array.from({ length: 6 }, (_, axis) => (axis === label ? 8 : 0) + random.normal())
  );
  return { codes: codesFrom(values, 6), labels };
}

const { codes, labels } = corners(40, new Random(1));

const layouts = {
  "t-SNE": (random: Random, watch = {}) => projectTsne(codes, random, { perplexity: 15, ...watch }),
  UMAP: (random: Random, watch = {}) => projectUmap(codes, random, watch),
};

for (const [name, project] of Object.entries(layouts)) {
  Deno.test(`${name} keeps clusters apart that PCA lays over each other`, async () => {
    const before = tf.memory().numTensors;
    const picture = await project(new Random(2));
    deepStrictEqual([picture.count, picture.dimensions], [240, 2]);
    const flat = projectPca(codes);
    ok(neighbourPurity(picture, labels, 5) > 0.99);
    ok(neighbourPurity(flat, labels, 5) < 0.9);
    ok(trustworthiness(codes, picture) > trustworthiness(codes, flat) + 0.02);
    strictEqual(tf.memory().numTensors, before);
  });

  Deno.test(`${name} gives the same picture from the same seed, another from another`, async () => {
    const short = { steps: 20, rounds: 20 };
    const [a, b, c] = [
      await project(new Random(3), short),
      await project(new Random(3), short),
      await project(new Random(4), short),
    ];
    deepStrictEqual(a, b);
    ok(a.values.some((value, i) => value !== c.values[i]));
  });

  Deno.test(`${name} tells its progress, and an aborted signal ends it`, async () => {
    const shares: number[] = [];
    await project(new Random(1), { progress: (share: number) => shares.push(share) });
    ok(shares.every((share, i) => i === 0 || share >= shares[i - 1]));
    strictEqual(shares.at(-1), 1);
    const stop = new AbortController(), tensors = tf.memory().numTensors;
    const progress = (share: number) => share > 0.5 && stop.abort(new Error("enough"));
    await rejects(project(new Random(1), { progress, signal: stop.signal }), /enough/);
    await rejects(project(new Random(1), { signal: AbortSignal.abort() }), { name: "AbortError" });
    strictEqual(tf.memory().numTensors, tensors);
  });
}

Deno.test("equal points and points on a line can be laid out", async () => {
  const same = codesFrom(new Float32Array(40).fill(7), 1);
  for (const each of [same, codesFrom(Array.from({ length: 40 }, (_, i) => i), 1)]) {
    const tsne = await projectTsne(each, new Random(1), { perplexity: 5, steps: 60 });
    const umap = await projectUmap(each, new Random(1), { neighbours: 5, rounds: 30 });
    ok([...tsne.values, ...umap.values].every(Number.isFinite));
  }
});

Deno.test("PCA sees points as scikit-learn does", () => {
  const points = codesFrom(fixture.points, 4), seen = projectPca(points, 4);
  for (let axis = 0; axis < 4; axis++) {
    const along = seen.values.filter((_, i) => i % 4 === axis);
    const variance = along.reduce((sum, value) => sum + value ** 2, 0) / 60;
    close([variance], [fixture.pca.variances[axis]], 1e-5);
  }
  close([trustworthiness(points, seen, 5)], [1], 1e-9);
  throws(() => projectPca(points, 5), { name: "RangeError", message: /1–4, got 5/ });
});

Deno.test("every point attends to its neighbours with the perplexity asked for", () => {
  const neighbours = nearestNeighbours(codes, 30), p = affinities(neighbours, 10);
  for (let i = 0; i < codes.count; i++) {
    const row = p.subarray(30 * i, 30 * i + 30);
    close([row.reduce((sum, value) => sum + value, 0)], [1], 1e-9);
    const entropy = row.reduce((sum, value) => value > 0 ? sum - value * Math.log(value) : sum, 0);
    close([Math.exp(entropy)], [10], 1e-6);
  }
});

Deno.test("t-SNE's gradient is that of its divergence, and the tree changes it little", () => {
  const random = new Random(5), n = 60;
  const neighbours = nearestNeighbours(codesFrom(codes.values.slice(0, 6 * n), 6), 15);
  const attraction = { neighbours, affinities: affinities(neighbours, 5) };
  const joint = new Float64Array(n * n);
  neighbours.indices.forEach((j, edge) => {
    const i = Math.floor(edge / 15);
    joint[i * n + j] += attraction.affinities[edge] / (2 * n);
    joint[j * n + i] += attraction.affinities[edge] / (2 * n);
  });
  const places = Float64Array.from({ length: 2 * n }, () => 3 * random.normal());
  const divergence = () => {
    const similarity = joint.map((_, pair) => {
      const i = 2 * Math.floor(pair / n), j = 2 * (pair % n);
      const square = (places[i] - places[j]) ** 2 + (places[i + 1] - places[j + 1]) ** 2;
      return i === j ? 0 : 1 / (1 + square);
    });
    const z = similarity.reduce((sum, value) => sum + value, 0);
    return joint.reduce((sum, p, k) => p > 0 ? sum + p * Math.log(p * z / similarity[k]) : sum, 0);
  };
  const tree = new Quadtree(places), gradient = new Float64Array(2 * n);
  tsneGradient(places, attraction, tree, 0, 1, gradient);
  for (const i of [0, 17, 2 * n - 1]) {
    const place = places[i], h = 1e-4;
    places[i] = place + h;
    const above = divergence();
    places[i] = place - h;
    const slope = (above - divergence()) / (2 * h);
    places[i] = place;
    close([gradient[i]], [slope], 1e-7);
  }
  const coarse = new Float64Array(2 * n);
  tsneGradient(places, attraction, tree, 0.5, 1, coarse);
  const length = (of: Float64Array) => Math.hypot(...of);
  ok(length(coarse.map((value, i) => value - gradient[i])) < 0.02 * length(gradient));
});

Deno.test("without coarseness the tree's repulsion is the sum over all pairs, equal points too", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
      minLength: 2,
      maxLength: 60,
    }),
    (pairs) => {
      const places = Float64Array.from(pairs.flat()), tree = new Quadtree(places);
      const force = new Float64Array(places.length);
      pairs.forEach(([x, y], i) => {
        let total = 0, fx = 0, fy = 0;
        pairs.forEach(([u, v], j) => {
          if (i === j) return;
          const q = 1 / (1 + (x - u) ** 2 + (y - v) ** 2);
          total += q;
          fx += q * q * (x - u);
          fy += q * q * (y - v);
        });
        close([tree.repel(places, i, 0, force)], [total], 1e-9);
        close(force.subarray(2 * i, 2 * i + 2), [fx, fy], 1e-9);
      });
    },
  )));

Deno.test("UMAP's curve has the parameters of the reference implementation", () => {
  // umap-learn 0.5 documents a ≈ 1.577, b ≈ 0.895 for its default min_dist of 0.1.
  const { a, b } = umapCurve(0.1);
  close([a, b], [1.577, 0.895], 5e-4);
  throws(() => umapCurve(3), { name: "RangeError", message: /0–2, got 3/ });
});

Deno.test("UMAP's graph ties each pair both ways, a nearest neighbour surely", () => {
  const neighbours = nearestNeighbours(codes, 14), { from, to, weight } = umapGraph(neighbours);
  const ties = new Map(Array.from(from, (i, edge) => [`${i} ${to[edge]}`, weight[edge]]));
  strictEqual(ties.size, from.length);
  for (const [pair, value] of ties) {
    ok(value > 0 && value <= 1);
    strictEqual(ties.get(pair.split(" ").reverse().join(" ")), value);
  }
  for (let i = 0; i < codes.count; i++) {
    close([ties.get(`${i} ${neighbours.indices[14 * i]}`)!], [1], 1e-9);
  }
});

Deno.test("projections refuse what cannot be, with the value in the message", async () => {
  const three = codesFrom([1, 2, 3], 1);
  await rejects(projectTsne(three, new Random(1)), {
    name: "RangeError",
    message: /1–0\.7, got 30/,
  });
  await rejects(projectUmap(three, new Random(1)), { name: "RangeError", message: /2–3, got 15/ });
  const least = { neighbours: 2, leastDistance: -1 };
  await rejects(projectUmap(three, new Random(1), least), {
    name: "RangeError",
    message: /got -1/,
  });
});
