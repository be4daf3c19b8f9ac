import * as tf from "@tensorflow/tfjs";
import type { Codes } from "../codes.ts";
import { centred, meanOf } from "./covariance.ts";

/** Numbers in a block of distances: 20 MB. */
const BLOCK = 5_000_000;

/** Squared distances from the queries `start` to `end` to all points: (end − start) · n numbers. */
export interface DistanceBlock {
  start: number;
  end: number;
  squares: Float32Array;
}

/**
 * The squared distances from each query to each point, block by block:
 * ‖a − b‖² = ‖a‖² + ‖b‖² − 2·a·b, where the products of a block are one matrix product.
 *
 * Both sides are centred on the points' mean: far from the origin, the difference of large squares
 * would be mostly rounding error.
 *
 * @throws {RangeError} queries and points have different dimensions
 */
export function* distanceBlocks(queries: Codes, points: Codes): Generator<DistanceBlock> {
  const { count: n, dimensions: d } = points;
  if (queries.dimensions !== d) {
    throw new RangeError(`queries must have ${d} dimensions, got ${queries.dimensions}`);
  }
  const mean = meanOf(points.values, d);
  const columns = centred(points.values, mean), columnSquares = squaredLengths(columns, d);
  const rows = queries === points ? columns : centred(queries.values, mean);
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

/** ‖x‖² of each row of d numbers. */
export function squaredLengths(values: Float32Array, d: number): Float64Array {
  return Float64Array.from({ length: values.length / d }, (_, i) => {
    let square = 0;
    for (let j = i * d; j < (i + 1) * d; j++) square += values[j] ** 2;
    return square;
  });
}
