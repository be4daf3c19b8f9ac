import type { Neighbours } from "../neighbours/neighbours.ts";

/** Pairs of points and how surely UMAP holds them to be neighbours. */
export interface UmapGraph {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 0–1; each pair comes both ways, with the same weight */
  readonly weight: Float64Array;
}

const HALVINGS = 64;
/** A width is at least this share of the mean distance, lest a point know but one neighbour. */
const LEAST_WIDTH = 1e-3;

// w(j|i) = exp(−max(0, d(i,j) − ρi) / σi), ρi the nearest distance, Σj w(j|i) = log₂ k
// w(i,j) = w(j|i) + w(i|j) − w(j|i)·w(i|j)
/**
 * UMAP's fuzzy graph of neighbours (McInnes, Healy & Melville 2018): a width σ for each point makes
 * its neighbours' weights sum to log₂ k, and two points are tied where either thinks so.
 */
export function umapGraph(neighbours: Neighbours): UmapGraph {
  const { indices, each: k } = neighbours, directed = directedWeights(neighbours);
  const pairs: [number, number, number][] = [];
  for (let i = 0; i * k < indices.length; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const j = indices[edge];
      const back = indices.subarray(j * k, (j + 1) * k).indexOf(i);
      // A mutual pair comes up twice; it is taken once, from its lower point.
      if (back >= 0 && j < i) continue;
      const a = directed[edge], b = back < 0 ? 0 : directed[j * k + back];
      pairs.push([i, j, a + b - a * b]);
    }
  }
  return {
    from: Int32Array.from(pairs.flatMap(([i, j]) => [i, j])),
    to: Int32Array.from(pairs.flatMap(([i, j]) => [j, i])),
    weight: Float64Array.from(pairs.flatMap(([, , weight]) => [weight, weight])),
  };
}

function directedWeights({ distances, each: k }: Neighbours): Float64Array {
  const weights = new Float64Array(distances.length), wanted = Math.log2(k + 1);
  const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length;
  for (let start = 0; start < distances.length; start += k) {
    const nearest = distances[start];
    const fill = (sigma: number) => {
      let sum = 0;
      for (let j = start; j < start + k; j++) {
        sum += weights[j] = Math.exp(-Math.max(0, distances[j] - nearest) / sigma);
      }
      return sum;
    };
    let low = 0, high = Infinity, sigma = mean || 1;
    for (let halving = 0; halving < HALVINGS; halving++) {
      if (fill(sigma) < wanted) low = sigma;
      else high = sigma;
      sigma = high === Infinity ? 2 * sigma : (low + high) / 2;
    }
    fill(Math.max(sigma, LEAST_WIDTH * mean, Number.MIN_VALUE));
  }
  return weights;
}
