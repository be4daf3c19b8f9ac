import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import { partOfProgress, type ProgressOptions, ProgressReporter } from "../../progress/mod.ts";
import { type Random, requireRandom } from "../../random.ts";
import { requireForPoints, requireInteger, requireKnown } from "../../require.ts";
import { nearestNeighboursAsync } from "../../statistics/mod.ts";
import { initialPositions } from "./project_pca.ts";
import { type Table, tabulate, valueAt } from "./tabulated.ts";
import { requireFinitePositions } from "./tsne.ts";
import { type UmapGraph, umapGraph } from "./umap_graph.ts";

/** Options of {@linkcode projectUmap}. */
export interface UmapOptions extends ProgressOptions {
  /** the size of a point's neighbourhood, itself included; default 15, or n of fewer points */
  neighbours?: number;
  /** passes over all pairs of neighbours; default 200 */
  epochs?: number;
}

/** Similarity at distance d is 1 / (1 + A·d^(2B)), fitted for umap-learn's min_dist of 0.1. */
const A = 1.5769436133751318, B = 0.8950607195943902;
/** Attraction as a multiple of the difference of two points, by d². */
export const attraction = (square: number): number => -2 * A * B / (square ** (1 - B) + A * square);
/** Repulsion in the same way. */
export const repulsion = (square: number): number =>
  2 * B / ((0.001 + square) * (1 + A * square ** B));
/** Both, tabulated when they are first needed: several times as fast, with a relative error below 5e-5. */
let forces: { attractions: Table; repulsions: Table } | undefined;
/** Number of random points that repel a point, per neighbour that attracts it. */
const NEGATIVE_SAMPLES = 5;
/** Components of gradients are clipped to ± this. */
const LARGEST_GRADIENT = 4;

/**
 * Projects points to the plane by UMAP (McInnes, Healy & Melville 2018), started from PCA:
 * neighbours attract one another while random pairs repel.
 *
 * As with t-SNE, neighbours in the result are meaningful, large distances are not. umap-js 1.4.0
 * takes longer and, while it builds its graph, blocks the event loop and thus the stop button.
 *
 * @param codes n × k points
 * @param random generator for the repelling points and for noise in the initial positions
 * @returns n × 2
 * @throws {RangeError} neighbours is not an integer in 2–n, or epochs not a positive integer
 * @throws the signal's reason, if it is aborted
 */
export async function projectUmap(
  codes: Codes,
  random: Random,
  options: UmapOptions = {},
): Promise<Codes> {
  requireCodes(codes);
  requireRandom(random);
  requireKnown("projectUmap", options, {
    neighbours: true,
    epochs: true,
    progress: "function",
    signal: true,
  });
  const { neighbours = Math.min(15, codes.count), epochs = 200 } = options;
  requireForPoints("neighbours", neighbours, codes.count, codes.count, 2);
  requireInteger("epochs", epochs);
  const graph = umapGraph(
    await nearestNeighboursAsync(codes, neighbours - 1, partOfProgress(options, 0, 0.4)),
  );
  const positions = initialPositions(codes, 4, random);
  const reporter = new ProgressReporter(partOfProgress(options, 0.4, 1));
  const due = new Float64Array(graph.weight.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    runEpoch(positions, graph, due, 1 - epoch / epochs, random);
    requireFinitePositions(positions, epoch);
    await reporter.report((epoch + 1) / epochs);
  }
  return codesFrom(positions, 2);
}

/**
 * A pass of stochastic gradient descent on the cross-entropy between the graph's weights and the
 * similarities 1 / (1 + a·d^(2b)):
 *
 * - attraction along an edge, −2ab·d^(2b−2) / (1 + a·d^(2b)) · (yi − yj), in proportion to its
 *   weight
 * - repulsion from random points, 2b / ((0.001 + d²)(1 + a·d^(2b))) · (yi − yj)
 *
 * @param due the samples of each edge that are due, carried from epoch to epoch
 */
function runEpoch(
  positions: Float64Array,
  { from, to, weight }: UmapGraph,
  due: Float64Array,
  learningRate: number,
  random: Random,
): void {
  forces ??= { attractions: tabulate(attraction), repulsions: tabulate(repulsion) };
  const { attractions, repulsions } = forces;
  const n = positions.length / 2;
  const step = (gradient: number) =>
    learningRate * Math.max(-LARGEST_GRADIENT, Math.min(LARGEST_GRADIENT, gradient));
  for (let edge = 0; edge < from.length; edge++) {
    due[edge] += weight[edge];
    if (due[edge] < 1) continue;
    due[edge]--;
    const i = 2 * from[edge], j = 2 * to[edge];
    const dx = positions[i] - positions[j], dy = positions[i + 1] - positions[j + 1];
    const square = dx * dx + dy * dy;
    if (square > 0) {
      const pull = valueAt(attractions, square);
      positions[i] += step(pull * dx);
      positions[i + 1] += step(pull * dy);
      positions[j] -= step(pull * dx);
      positions[j + 1] -= step(pull * dy);
    }
    for (let sample = 0; sample < NEGATIVE_SAMPLES; sample++) {
      const other = 2 * Math.floor(random.uniform() * n);
      if (other === i) continue;
      const px = positions[i] - positions[other], py = positions[i + 1] - positions[other + 1];
      const apart = px * px + py * py;
      const push = valueAt(repulsions, apart);
      positions[i] += step(push * px);
      positions[i + 1] += step(push * py);
    }
  }
}
