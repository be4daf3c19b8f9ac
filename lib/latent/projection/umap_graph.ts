import { mean, type Neighbours } from "../../statistics/mod.ts";
import { bisect } from "./bisection.ts";

/** UMAP's weighted graph of neighbours: each pair once, whichever of the two has the other as its neighbour. */
export interface UmapGraph {
  /** the index of one point of each of p pairs */
  readonly from: Int32Array;
  /** the index of the other, p numbers */
  readonly to: Int32Array;
  /** p numbers, 0–1 */
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
  const from = new Int32Array(indices.length), to = new Int32Array(indices.length);
  const weight = new Float64Array(indices.length);
  let pairs = 0;
  for (let edge = 0; edge < indices.length; edge++) {
    const i = Math.floor(edge / k), j = indices[edge];
    let back = j * k;
    while (back < (j + 1) * k && indices[back] !== i) back++;
    const mutual = back < (j + 1) * k;
    if (mutual && j < i) continue; // the pair was added from j
    const a = directed[edge], b = mutual ? directed[back] : 0;
    from[pairs] = i;
    to[pairs] = j;
    weight[pairs++] = a + b - a * b;
  }
  return {
    from: from.subarray(0, pairs),
    to: to.subarray(0, pairs),
    weight: weight.subarray(0, pairs),
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
