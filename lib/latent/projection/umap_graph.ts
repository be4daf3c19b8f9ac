import { mean, type Neighbours } from "../../statistics/mod.ts";
import { bisect } from "./bisection.ts";

/** UMAP's weighted graph of neighbours. */
export interface UmapGraph {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 0–1; each edge is listed in both directions with the same weight */
  readonly weight: Float64Array;
}

const BISECTIONS = 64;
/** Minimum width as a fraction of the mean distance, so that no point has a single neighbour. */
const LEAST_WIDTH = 1e-3;

/**
 * UMAP's fuzzy graph of neighbours (McInnes, Healy & Melville 2018):
 * w(j|i) = exp(−max(0, d(i,j) − ρi) / σi), where ρi is the distance to the nearest neighbour and
 * the width σi makes Σj w(j|i) = log₂ k; then w(i,j) = w(j|i) + w(i|j) − w(j|i)·w(i|j).
 */
export function umapGraph(neighbours: Neighbours): UmapGraph {
  const { indices, k } = neighbours, directed = directedWeights(neighbours);
  const edges: [number, number, number][] = [];
  for (let i = 0; i * k < indices.length; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const j = indices[edge];
      const back = indices.subarray(j * k, (j + 1) * k).indexOf(i);
      // Mutual neighbours are found twice and added once, from the lower index.
      if (back >= 0 && j < i) continue;
      const a = directed[edge], b = back < 0 ? 0 : directed[j * k + back];
      edges.push([i, j, a + b - a * b]);
    }
  }
  return {
    from: Int32Array.from(edges.flatMap(([i, j]) => [i, j])),
    to: Int32Array.from(edges.flatMap(([i, j]) => [j, i])),
    weight: Float64Array.from(edges.flatMap(([, , weight]) => [weight, weight])),
  };
}

function directedWeights({ distances, k }: Neighbours): Float64Array {
  const weights = new Float64Array(distances.length), wanted = Math.log2(k + 1);
  const meanDistance = mean(distances);
  for (let start = 0; start < distances.length; start += k) {
    const nearest = distances[start];
    const fill = (sigma: number) => {
      let sum = 0;
      for (let j = start; j < start + k; j++) {
        sum += weights[j] = Math.exp(-Math.max(0, distances[j] - nearest) / sigma);
      }
      return sum;
    };
    const sigma = bisect((width) => fill(width) < wanted, meanDistance || 1, BISECTIONS);
    fill(Math.max(sigma, LEAST_WIDTH * meanDistance, Number.MIN_VALUE));
  }
  return weights;
}
