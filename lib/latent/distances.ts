import * as tf from "@tensorflow/tfjs";
import type { Codes } from "../evaluation/mod.ts";

/** Floats in a block of distances: 20 MB. */
const BLOCK = 5_000_000;

/** Squared distances from the queries `start` to `end` to all points: (end − start) · n numbers. */
export interface DistanceBlock {
  start: number;
  end: number;
  squares: Float32Array;
}

// ‖a − b‖² = ‖a‖² + ‖b‖² − 2·a·b
//
// The products of a block are one matrix product. Both sides are moved so that the points' mean is
// the origin: far from it, the difference of large squares would leave only rounding.
export function* distanceBlocks(queries: Codes, points: Codes): Generator<DistanceBlock> {
  const { count: n, dimensions: d } = points;
  if (queries.dimensions !== d) {
    throw new RangeError(`queries have ${queries.dimensions} dimensions, the points ${d}`);
  }
  const mean = meanOf(points);
  const columns = centred(points, mean), columnSquares = squaredLengths(columns, d);
  const rows = queries === points ? columns : centred(queries, mean);
  const rowSquares = queries === points ? columnSquares : squaredLengths(rows, d);
  const height = Math.max(1, Math.floor(BLOCK / n));
  for (let start = 0; start < queries.count; start += height) {
    const end = Math.min(start + height, queries.count);
    const squares = new Float32Array((end - start) * n);
    tf.tidy(() => {
      const a = tf.tensor2d(rows.subarray(start * d, end * d), [end - start, d]);
      const b = tf.tensor2d(columns, [n, d]);
      squares.set(tf.matMul(a, b, false, true).dataSync()); // [rows, d] · [n, d]ᵀ → [rows, n]
    });
    for (let i = start, k = 0; i < end; i++) {
      for (let j = 0; j < n; j++, k++) {
        squares[k] = Math.max(0, rowSquares[i] + columnSquares[j] - 2 * squares[k]);
      }
    }
    yield { start, end, squares };
  }
}

function meanOf({ values, count, dimensions: d }: Codes): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < values.length; i++) mean[i % d] += values[i] / count;
  return mean;
}

function centred({ values, dimensions: d }: Codes, mean: Float64Array): Float32Array {
  const moved = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) moved[i] = values[i] - mean[i % d];
  return moved;
}

function squaredLengths(values: Float32Array, d: number): Float64Array {
  const squares = new Float64Array(values.length / d);
  for (let i = 0; i < values.length; i++) squares[Math.floor(i / d)] += values[i] ** 2;
  return squares;
}
