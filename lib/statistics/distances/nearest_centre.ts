import * as tf from "@tensorflow/tfjs";
import { smallestTwo } from "../../backend/mod.ts";
import type { Codes } from "../../codes.ts";
import { meanOf } from "../moments/covariance.ts";
import { sum } from "../reductions.ts";
import { squaredDistance, squareError, squareErrors } from "./distances.ts";

/** The squared distances are measured again if more than this share of their sum may be error. */
const LARGEST_ERROR = 1e-2;
/** Points that are transposed at once: each of their dimensions fills 64 bytes. */
const CACHE_LINE = 16;

/** Finds the nearest centre of each point. The points stay on the tfjs backend between calls. */
export class NearestCentre {
  readonly #codes: Codes;
  readonly #mean: Float64Array;
  readonly #columns: tf.Tensor2D;
  readonly #squares: Float64Array;
  readonly #errors: Float64Array;
  /** their sum */
  readonly #error: number;
  readonly #found: Float32Array;

  constructor(codes: Codes) {
    const { values, count: n, dimensions: d } = codes, mean = meanOf(values, d);
    const columns = new Float32Array((d + 1) * n).fill(1, d * n); // the points, and ones below
    const squares = new Float64Array(n);
    for (let start = 0; start < n; start += CACHE_LINE) {
      const end = Math.min(start + CACHE_LINE, n);
      for (let j = 0; j < d; j++) {
        for (let i = start, from = i * d + j, to = j * n + i; i < end; i++, from += d, to++) {
          const value = Math.fround(values[from] - mean[j]);
          columns[to] = value;
          squares[i] += value * value;
        }
      }
    }
    this.#codes = codes;
    this.#mean = mean;
    this.#columns = tf.tensor2d(columns, [d + 1, n]);
    this.#squares = squares;
    this.#errors = squareErrors(squares, d);
    this.#error = sum(this.#errors);
    this.#found = new Float32Array(3 * n);
  }

  /**
   * Assigns each point to its nearest centre, the first of equally near ones, as exactly as in double
   * precision: where rounding could exchange the nearest two, the distances to all centres are measured
   * again.
   *
   * @param moved is told each point that changes its centre, and the centres
   * @returns whether one has
   */
  assign(
    centres: Codes,
    assignments: Int32Array,
    moved?: (point: number, from: number, to: number) => void,
  ): boolean {
    const n = assignments.length, error = this.#search(centres);
    const found = this.#found, errors = this.#errors;
    let changed = false;
    for (let i = 0; i < n; i++) {
      const decided = found[n + i] - found[i] > errors[i] + error, before = assignments[i];
      if (decided && found[2 * n + i] === before) continue;
      const nearest = decided ? found[2 * n + i] : this.#nearest(i, centres);
      if (nearest === before) continue;
      assignments[i] = nearest;
      moved?.(i, before, nearest);
      changed = true;
    }
    return changed;
  }

  /**
   * The squared distance of each point to its nearest centre.
   *
   * @param squares n numbers, to be overwritten
   */
  measure(centres: Codes, squares: Float64Array): Float64Array {
    const n = squares.length, centreError = this.#search(centres);
    const lengths = this.#squares, found = this.#found;
    let total = 0;
    for (let i = 0; i < n; i++) {
      const square = lengths[i] + 2 * found[i];
      squares[i] = square > 0 ? square : 0;
      total += squares[i];
    }
    const error = this.#error + n * centreError;
    if (error < Infinity && error <= LARGEST_ERROR * total) return squares;
    for (let i = 0; i < n; i++) {
      squares[i] = squaredDistance(this.#codes, i, centres, this.#nearest(i, centres));
    }
    return squares;
  }

  dispose(): void {
    this.#columns.dispose();
  }

  /**
   * Finds ‖c‖²/2 − x·c of each point x and its nearest centre c, which orders the centres as ‖x − c‖²
   * does, then that of the next, then which is the nearest: 3 · n numbers.
   *
   * @returns by how much ‖x − c‖² may be off beyond the error of the point: twice the error of the
   * longest centre, as its ‖c‖²/2 is a term of the product
   */
  #search({ values, count: k, dimensions: d }: Codes): number {
    const mean = this.#mean, rows = new Float32Array(k * (d + 1));
    let longest = 0;
    for (let centre = 0, from = 0, to = 0; centre < k; centre++) {
      let square = 0;
      for (let j = 0; j < d; j++) {
        const value = Math.fround(mean[j] - values[from++]);
        rows[to++] = value;
        square += value * value;
      }
      rows[to++] = square / 2;
      longest = Math.max(longest, square);
    }
    tf.tidy(() => {
      const products = tf.matMul(tf.tensor2d(rows, [k, d + 1]), this.#columns); // [k, d + 1] · [d + 1, n] → [k, n]
      smallestTwo(products as tf.Tensor2D, this.#found);
    });
    return 2 * squareError(longest, d);
  }

  /** The nearest centre of point `i`, in double precision. */
  #nearest(i: number, centres: Codes): number {
    let nearest = 0, shortest = Infinity;
    for (let centre = 0; centre < centres.count; centre++) {
      const square = squaredDistance(this.#codes, i, centres, centre, shortest);
      if (square >= shortest) continue;
      shortest = square;
      nearest = centre;
    }
    return nearest;
  }
}
