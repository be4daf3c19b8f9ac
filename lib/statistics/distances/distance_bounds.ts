import * as tf from "@tensorflow/tfjs";
import { type Codes, selectCodes } from "../../codes.ts";
import { meanOf } from "../moments/covariance.ts";
import { queryGroups, squareError } from "./distances.ts";

/** Consecutive points that share their bounds; 8 take as long, 32 a fifth longer. */
export const SPAN = 16;

/**
 * Replaces −‖b‖²/2 of a point whose products could overflow, so that no bound excludes it. The points that pad the
 * last span have minus this number, which excludes them.
 */
const LARGEST = 2 ** 127;

/**
 * Bounds of the squared distances from some of the queries to the points of each of s spans of
 * {@linkcode SPAN} points. From the i-th of the queries,
 *
 * - no point of span g is nearer than `least[i] − 2·scores[i·s + g]`
 * - one of them is nearer than `most[i] + spanErrors[g] − 2·scores[i·s + g]`
 */
export interface BoundBlock {
  /** the indices of the q queries, in any order */
  queries: Int32Array;
  /** q · s numbers */
  scores: Float32Array;
  /** q numbers */
  least: Float64Array;
  /** q numbers */
  most: Float64Array;
  /** s numbers */
  spanErrors: Float64Array;
}

/**
 * Bounds of the squared distances from each query to spans of points, block by block:
 * ‖a − b‖² = ‖a‖² − 2·(a·b − ‖b‖²/2), where one matrix product computes the brackets of a block: a has 1 and b
 * −‖b‖²/2 as one more component. Of each span only the largest is read.
 *
 * The queries of a block are near each other and both sides centred on their mean, as in
 * {@linkcode distanceBlocks}.
 *
 * @param queries m × d
 * @param points n × d, in s = ⌈n / 16⌉ spans
 * @yields the bounds of up to 256 queries; each query is in one block
 * @throws {RangeError} queries and points have different dimensions
 */
export function* distanceBounds(queries: Codes, points: Codes): Generator<BoundBlock> {
  const { count: n, dimensions: d } = points, spans = Math.ceil(n / SPAN), padded = spans * SPAN;
  for (const group of queryGroups(queries, points)) {
    const near = selectCodes(queries, group), q = group.length, mean = meanOf(near.values, d);
    const { rows, squares, errors } = centredRows(near, mean, q);
    const columns = centredRows(points, mean, padded), spanErrors = new Float64Array(spans);
    for (let i = 0; i < q; i++) rows[i * (d + 1) + d] = 1;
    for (let j = 0; j < n; j++) {
      // −‖b‖²/2 is itself a term of the sum, and makes the error of b twice as large.
      const span = Math.floor(j / SPAN), error = 2 * columns.errors[j];
      spanErrors[span] = Math.max(spanErrors[span], 2 * error);
      columns.rows[j * (d + 1) + d] = Math.min(LARGEST, (error - columns.squares[j]) / 2);
    }
    for (let j = n; j < padded; j++) columns.rows[j * (d + 1) + d] = -LARGEST;
    const largest = tf.tidy(() => {
      const a = tf.tensor2d(rows, [q, d + 1]), b = tf.tensor2d(columns.rows, [padded, d + 1]);
      const product = tf.matMul(a, b, false, true); // [q, d + 1] · [s · 16, d + 1]ᵀ → [q, s · 16]
      return tf.max(tf.reshape(product, [q, spans, SPAN]), 2); // [q, s]
    });
    const scores = largest.dataSync<"float32">();
    largest.dispose();
    yield {
      queries: group,
      scores,
      least: squares.map((square, i) => square - errors[i]),
      most: squares.map((square, i) => square + errors[i]),
      spanErrors,
    };
  }
}

/**
 * Points less the mean, each with room for one more component, ‖x‖² and its error. Points whose products could
 * overflow are 0, with an infinite error.
 */
function centredRows({ values, count, dimensions: d }: Codes, mean: Float64Array, padded: number) {
  const rows = new Float32Array(padded * (d + 1));
  const squares = new Float64Array(count), errors = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const row = i * (d + 1);
    let square = 0;
    for (let j = 0; j < d; j++) {
      const value = rows[row + j] = values[i * d + j] - mean[j];
      square += value ** 2;
    }
    squares[i] = square;
    errors[i] = squareError(square, d);
    if (errors[i] === Infinity) rows.fill(0, row, row + d);
  }
  return { rows, squares, errors };
}
