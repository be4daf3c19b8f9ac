import { type Codes, codesFrom } from "../../codes.ts";
import type { Random } from "../../random.ts";
import { findNeighbours } from "../neighbours/neighbours.ts";
import { partOfProgress, type ProgressOptions, ProgressReporter } from "../../progress/mod.ts";
import { startFromPca } from "./project_pca.ts";
import { type UmapCurve, umapCurve } from "./umap_curve.ts";
import { type UmapGraph, umapGraph } from "./umap_graph.ts";

/** How {@linkcode projectUmap} works. */
export interface UmapOptions extends ProgressOptions {
  /** how many points, itself included, a point knows; 15 unless told */
  neighbours?: number;
  /** how close points may come in the picture, 0–2; 0.1 unless told */
  leastDistance?: number;
  /** rounds over all pairs; 200 unless told */
  rounds?: number;
}

/** Random points that each pull pushes away from. */
const PUSHES = 5;
/** No coordinate moves further at once, in units of the learning rate. */
const LONGEST = 4;

/**
 * Lays points out in the plane by UMAP (McInnes, Healy & Melville 2018), started from PCA: a graph
 * of neighbours whose pairs pull together while random pairs push apart.
 *
 * Read the picture as one of t-SNE: neighbours count, far distances hardly. Ours because umap-js
 * 1.4.0 takes longer and blocks everything, stop button included, while it makes its graph.
 *
 * @param codes n × k points
 * @param random the order of pushes and a little noise at the start
 * @returns n × 2
 * @throws {RangeError} neighbours is not an integer in 2–n, or the least distance is not in 0–2
 * @throws the signal's reason, once it is aborted
 */
export async function projectUmap(
  codes: Codes,
  random: Random,
  options: UmapOptions = {},
): Promise<Codes> {
  const { neighbours = 15, leastDistance = 0.1, rounds = 200 } = options;
  if (!Number.isSafeInteger(neighbours) || neighbours < 2 || neighbours > codes.count) {
    throw new RangeError(`neighbours must be an integer in 2–${codes.count}, got ${neighbours}`);
  }
  const curve = umapCurve(leastDistance);
  const known = await findNeighbours(codes, neighbours - 1, partOfProgress(options, 0, 0.4));
  const graph = umapGraph(known);
  const places = startFromPca(codes, 4, () => random.normal());
  const reporter = new ProgressReporter(partOfProgress(options, 0.4, 1));
  const due = Float64Array.from(graph.weight, () => 0);
  for (let round = 0; round < rounds; round++) {
    moveOnce(places, graph, due, curve, 1 - round / rounds, random);
    await reporter.report((round + 1) / rounds);
  }
  return codesFrom(places, 2);
}

// Cross-entropy of the graph's weights against 1 / (1 + a·d^(2b)), by sampling:
// pull along a pair, −2ab·d^(2b−2) / (1 + a·d^(2b)) · (yi − yj), as often as its weight says;
// push from random points, 2b / ((0.001 + d²)(1 + a·d^(2b))) · (yi − yj).
function moveOnce(
  places: Float64Array,
  { from, to, weight }: UmapGraph,
  due: Float64Array,
  { a, b }: UmapCurve,
  learningRate: number,
  random: Random,
): void {
  const n = places.length / 2;
  const step = (value: number) => learningRate * Math.max(-LONGEST, Math.min(LONGEST, value));
  for (let edge = 0; edge < from.length; edge++) {
    due[edge] += weight[edge];
    if (due[edge] < 1) continue;
    due[edge]--;
    const i = 2 * from[edge], j = 2 * to[edge];
    const dx = places[i] - places[j], dy = places[i + 1] - places[j + 1];
    const square = dx * dx + dy * dy;
    if (square > 0) {
      const power = square ** b;
      const pull = -2 * a * b * power / (square * (1 + a * power));
      places[i] += step(pull * dx);
      places[i + 1] += step(pull * dy);
      places[j] -= step(pull * dx);
      places[j + 1] -= step(pull * dy);
    }
    for (let push = 0; push < PUSHES; push++) {
      const other = 2 * Math.floor(random.uniform() * n);
      if (other === i) continue;
      const px = places[i] - places[other], py = places[i + 1] - places[other + 1];
      const apart = px * px + py * py;
      const strength = 2 * b / ((0.001 + apart) * (1 + a * apart ** b));
      places[i] += step(strength * px);
      places[i + 1] += step(strength * py);
    }
  }
}
