import * as tf from "@tensorflow/tfjs";
import { type Codes, selectCodes } from "../../codes.ts";
import { centred, meanOf } from "../moments/covariance.ts";
import { nearGroups } from "./near_groups.ts";

/** Numbers in a block of distances: 20 MB. */
const BLOCK = 5_000_000;
/** Queries in a block: enough for a fast matrix product, few enough to be near each other. */
const MOST_QUERIES = 256;

/** Squared distances from some of the queries to all n points. */
export interface DistanceBlock {
  /** the indices of the q queries, in any order */
  queries: Int32Array;
  /** q · n numbers; that of the i-th of the queries and point j is off by at most
   * `queryErrors[i] + pointErrors[j]` */
  squares: Float32Array;
  queryErrors: Float64Array;
  pointErrors: Float64Array;
}

/**
 * The squared distances from each query to each point, block by block:
 * ‖a − b‖² = ‖a‖² + ‖b‖² − 2·a·b, where the products of a block are one matrix product.
 *
 * The queries of a block are near each other, and both sides are centred on their mean: far from it, the
 * difference of large squares is mostly rounding error. Of clusters far apart that leaves the distances
 * within a cluster exact; whoever compares distances must measure those again by
 * {@linkcode squaredDistance} that the errors leave undecided.
 *
 * @throws {RangeError} queries and points have different dimensions
 */
export function* distanceBlocks(queries: Codes, points: Codes): Generator<DistanceBlock> {
  const { count: n, dimensions: d } = points;
  for (const group of queryGroups(queries, points)) {
    const { values } = selectCodes(queries, group), mean = meanOf(values, d), q = group.length;
    const rows = centred(values, mean), columns = centred(points.values, mean);
    const rowSquares = squaredLengths(rows, d), columnSquares = squaredLengths(columns, d);
    const squares = new Float32Array(q * n);
    tf.tidy(() => {
      const a = tf.tensor2d(rows, [q, d]), b = tf.tensor2d(columns, [n, d]);
      squares.set(tf.matMul(a, b, false, true).dataSync()); // [q, d] · [n, d]ᵀ → [q, n]
    });
    for (let i = 0, k = 0; i < q; i++) {
      for (let j = 0; j < n; j++, k++) {
        squares[k] = Math.max(0, rowSquares[i] + columnSquares[j] - 2 * squares[k]);
      }
    }
    const queryErrors = squareErrors(rowSquares, d), pointErrors = squareErrors(columnSquares, d);
    yield { queries: group, squares, queryErrors, pointErrors };
  }
}

/**
 * The indices of the queries of each block: they are near each other.
 *
 * @throws {RangeError} queries and points have different dimensions
 */
export function queryGroups(queries: Codes, points: Codes): Generator<Int32Array> {
  if (queries.dimensions !== points.dimensions) {
    throw new RangeError(
      `queries must have ${points.dimensions} dimensions, got ${queries.dimensions}`,
    );
  }
  return nearGroups(queries, Math.min(MOST_QUERIES, Math.max(1, Math.floor(BLOCK / points.count))));
}

/** Up to this ‖x‖² no sum of products overflows in float32. */
const LARGEST_SQUARE = 2 ** 125;

/**
 * The largest error that float32 can cause in ‖a‖² + ‖b‖² − 2·a·b is the sum of the errors of a and
 * of b, (d + 8)·u·‖x‖² each with u = 2⁻²⁴: 4u from rounding x, d·u from the product (Higham 2002,
 * section 3.1), 2u from rounding the result, rounded up; 2⁻¹²⁶ is for products that underflow.
 */
function squareErrors(squares: Float64Array, d: number): Float64Array {
  return squares.map((square) => squareError(square, d));
}

/** {@linkcode squareErrors} of one point. */
export function squareError(square: number, d: number): number {
  return square > LARGEST_SQUARE ? Infinity : (d + 8) * (2 ** -24 * square + 2 ** -126);
}

/**
 * ‖a − b‖² in double precision, from point i of `a` and point j of `b`; where it is `limit` or more,
 * any number that is.
 */
export function squaredDistance(
  { values: a, dimensions: d }: Codes,
  i: number,
  { values: b }: Codes,
  j: number,
  limit = Infinity,
): number {
  let square = 0;
  for (let from = i * d, to = j * d, end = from + d; from < end; from++, to++) {
    square += (a[from] - b[to]) ** 2;
    if (square >= limit) break;
  }
  return square;
}

/** ‖x‖² of each row of d numbers. */
function squaredLengths(values: Float32Array, d: number): Float64Array {
  return Float64Array.from({ length: values.length / d }, (_, i) => {
    let square = 0;
    for (let j = i * d; j < (i + 1) * d; j++) square += values[j] ** 2;
    return square;
  });
}
