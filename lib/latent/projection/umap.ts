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
  const due = new Float64Array(graph.weight.length), pairs = new Int32Array(graph.weight.length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const count = duePairs(graph, due, pairs);
    runEpoch(positions, graph, pairs.subarray(0, count), 1 - epoch / epochs, random);
    requireFinitePositions(positions, epoch);
    await reporter.report((epoch + 1) / epochs);
  }
  return codesFrom(positions, 2);
}

/**
 * Lists the pairs that are due in an epoch, of weight w on average w times, and returns how many they are.
 *
 * @param due the share of each pair, carried from epoch to epoch
 */
function duePairs({ weight }: UmapGraph, due: Float64Array, pairs: Int32Array): number {
  let count = 0;
  for (let pair = 0; pair < weight.length; pair++) {
    const share = due[pair] + weight[pair];
    pairs[count] = pair; // kept only if it is due: faster than an unpredictable branch
    if (share >= 1) count++;
    due[pair] = share >= 1 ? share - 1 : share;
  }
  return count;
}

/**
 * A pass of stochastic gradient descent on the cross-entropy between the graph's weights and the
 * similarities 1 / (1 + a·d^(2b)), over the pairs in both directions:
 *
 * - attraction along a pair, −2ab·d^(2b−2) / (1 + a·d^(2b)) · (yi − yj), in proportion to its
 *   weight
 * - repulsion from random points, 2b / ((0.001 + d²)(1 + a·d^(2b))) · (yi − yj)
 */
function runEpoch(
  positions: Float64Array,
  { from, to }: UmapGraph,
  pairs: Int32Array,
  learningRate: number,
  random: Random,
): void {
  forces ??= { attractions: tabulate(attraction), repulsions: tabulate(repulsion) };
  const { attractions, repulsions } = forces;
  const n = positions.length / 2;
  for (let edge = 0; edge < 2 * pairs.length; edge++) {
    const pair = pairs[edge >> 1], back = edge & 1;
    const i = 2 * (back ? to : from)[pair], j = 2 * (back ? from : to)[pair];
    let x = positions[i], y = positions[i + 1];
    const dx = x - positions[j], dy = y - positions[j + 1], square = dx * dx + dy * dy;
    if (square > 0) {
      const pull = valueAt(attractions, square);
      const stepX = learningRate * clipped(pull * dx), stepY = learningRate * clipped(pull * dy);
      x += stepX;
      y += stepY;
      positions[j] -= stepX;
      positions[j + 1] -= stepY;
    }
    for (let sample = 0; sample < NEGATIVE_SAMPLES; sample++) {
      const other = 2 * Math.floor(random.uniform() * n);
      if (other === i) continue;
      const px = x - positions[other], py = y - positions[other + 1];
      const push = valueAt(repulsions, px * px + py * py);
      x += learningRate * clipped(push * px);
      y += learningRate * clipped(push * py);
    }
    positions[i] = x;
    positions[i + 1] = y;
  }
}

function clipped(gradient: number): number {
  return gradient > LARGEST_GRADIENT
    ? LARGEST_GRADIENT
    : gradient < -LARGEST_GRADIENT
    ? -LARGEST_GRADIENT
    : gradient;
}
