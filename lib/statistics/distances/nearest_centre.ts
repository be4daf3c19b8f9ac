import * as tf from "@tensorflow/tfjs";
import { smallestTwo } from "../../backend/mod.ts";
import type { Codes } from "../../codes.ts";
import { meanOf } from "../moments/covariance.ts";
import { sum } from "../reductions.ts";
import { squaredDistance, squareError } from "./distances.ts";

/** The squared distances are measured again if more than this share of their sum may be error. */
const LARGEST_ERROR = 1e-2;
/** Points that are transposed at once: each of their dimensions fills 64 bytes. */
const CACHE_LINE = 16;

/** Finds the nearest centre of each point. The points stay on the tfjs backend between calls. */
export class NearestCentre {
  readonly #codes: Codes;
  readonly #mean: Float64Array;
  /** the centred points, and ones below: [d + 1, n] */
  readonly #columns: tf.Tensor2D;
  /** ‖x‖² of each centred point, and their sum */
  readonly #squares: Float64Array;
  readonly #total: number;
  #sets: readonly Codes[] = [];
  /** for each set of centres, by {@linkcode smallestTwo}: ‖c‖²/2 − x·c, which orders centres as ‖x − c‖² does */
  #scores = new Float32Array();
  /** the largest ‖c‖² of each set */
  #longest: number[] = [];

  constructor(codes: Codes) {
    const { values, count: n, dimensions: d } = codes;
    const columns = new Float32Array((d + 1) * n).fill(1, d * n);
    this.#codes = codes;
    this.#mean = meanOf(values, d);
    this.#squares = toColumns(codes, this.#mean, columns);
    this.#total = sum(this.#squares);
    this.#columns = tf.tensor2d(columns, [d + 1, n]);
  }

  /**
   * Compares all points with all centres.
   *
   * @param sets some sets with the same number of centres
   */
  compare(sets: readonly Codes[]): void {
    const { count: n, dimensions: d } = this.#codes, k = sets[0].count, mean = this.#mean;
    const rows = new Float32Array(sets.length * k * (d + 1));
    let to = 0;
    this.#longest = sets.map(({ values }) => {
      let longest = 0;
      for (let from = 0; from < values.length;) {
        let square = 0;
        for (let j = 0; j < d; j++) {
          const value = Math.fround(mean[j] - values[from++]);
          rows[to++] = value;
          square += value * value;
        }
        rows[to++] = square / 2;
        longest = Math.max(longest, square);
      }
      return longest;
    });
    const size = 3 * n * sets.length;
    if (this.#scores.length < size) this.#scores = new Float32Array(size);
    tf.tidy(() => {
      const centres = tf.tensor2d(rows, [sets.length * k, d + 1]);
      const scores = tf.matMul(centres, this.#columns); // [s·k, d + 1] · [d + 1, n] → [s·k, n]
      smallestTwo(scores.reshape([sets.length, k, n]), this.#scores.subarray(0, size));
    });
    this.#sets = sets;
  }

  /**
   * Assigns each point to its nearest centre of a set, the first of equally near ones, as exactly as in
   * double precision: where rounding could exchange the nearest two, all distances are measured again.
   *
   * @param set of the sets last compared
   * @param assignments the centre of each point so far, to be overwritten
   * @param moved called with each point that changes its centre, its centre before and its new one
   * @returns whether a point has changed its centre
   */
  assign(
    set: number,
    assignments: Int32Array,
    moved?: (point: number, from: number, to: number) => void,
  ): boolean {
    const n = assignments.length, squares = this.#squares, scores = this.#scores;
    const centres = this.#sets[set];
    const { slope, error } = this.#errors(set),
      least = 3 * n * set,
      next = least + n,
      row = next + n;
    let changed = false;
    for (let i = 0; i < n; i++) {
      const decided = scores[next + i] - scores[least + i] > slope * squares[i] + error;
      const before = assignments[i];
      if (decided && scores[row + i] === before) continue;
      const nearest = decided ? scores[row + i] : this.#nearest(i, centres);
      if (nearest === before) continue;
      assignments[i] = nearest;
      moved?.(i, before, nearest);
      changed = true;
    }
    return changed;
  }

  /**
   * The squared distance of each point to its centre. Together their errors are at most 1 % of their sum. Valid after
   * {@linkcode assign} to this set, until the next {@linkcode compare}.
   *
   * @param set of the sets last compared
   * @param assignments the centre of each point, as {@linkcode assign} left it
   */
  squares(set: number, assignments: Int32Array): Float64Array {
    const n = assignments.length, squares = new Float64Array(n), from = 3 * n * set;
    for (let i = 0; i < n; i++) {
      squares[i] = Math.max(0, this.#squares[i] + 2 * this.#scores[from + i]);
    }
    if (this.#isAccurate(set, sum(squares))) return squares;
    return squares.map((_, i) => squaredDistance(this.#codes, i, this.#sets[set], assignments[i]));
  }

  /**
   * Replaces each number by the squared distance of its point to the centre if that is smaller. Together the errors
   * of these distances are at most 1 % of their sum.
   *
   * @param set of the sets last compared, which must have one centre each
   * @param numbers n numbers, one for each point, to be overwritten
   * @returns the sum of the numbers
   */
  lower(set: number, numbers: Float64Array): number {
    const n = numbers.length, squares = this.#squares, scores = this.#scores;
    // Of centred points, Σ ‖x − c‖² = Σ ‖x‖² + n·‖c‖².
    if (!this.#isAccurate(set, this.#total + n * this.#longest[set])) {
      for (let i = 0; i < n; i++) {
        numbers[i] = Math.min(numbers[i], squaredDistance(this.#codes, i, this.#sets[set], 0));
      }
      return sum(numbers);
    }
    let total = 0;
    for (let i = 0, at = 3 * n * set; i < n; i++, at++) {
      const square = squares[i] + 2 * scores[at];
      if (square < numbers[i]) numbers[i] = square > 0 ? square : 0;
      total += numbers[i];
    }
    return total;
  }

  dispose(): void {
    this.#columns.dispose();
  }

  /**
   * ‖x − c‖² may be off by slope · ‖x‖² + error: {@linkcode squareError} of the point, and twice that of the
   * centre with the largest norm, as ‖c‖²/2 is a term of the product.
   */
  #errors(set: number): { slope: number; error: number } {
    const d = this.#codes.dimensions, overflows = squareError(this.#total, d) === Infinity;
    const error = squareError(0, d) + 2 * squareError(this.#longest[set], d);
    return { slope: squareError(1, d), error: overflows ? Infinity : error };
  }

  /** Whether the errors of squared distances are small beside their sum. */
  #isAccurate(set: number, total: number): boolean {
    const { slope, error } = this.#errors(set);
    const errors = slope * this.#total + this.#squares.length * error;
    return errors < Infinity && errors <= LARGEST_ERROR * total;
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

/** Writes points, less their mean, to the columns of a matrix, and returns their squared lengths. */
function toColumns(
  { values, count: n, dimensions: d }: Codes,
  mean: Float64Array,
  columns: Float32Array,
): Float64Array {
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
  return squares;
}
