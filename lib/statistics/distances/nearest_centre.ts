import * as tf from "@tensorflow/tfjs";
import type { Codes } from "../../codes.ts";
import { centred, meanOf } from "../moments/covariance.ts";
import { squaredDistance, squaredLengths, squareErrors } from "./distances.ts";

/** The nearest centre of each point and its squared distance. */
export interface Assignment {
  readonly assignments: Int32Array;
  readonly squares: Float64Array;
}

/** The nearest centre of each of some points. */
interface Found extends Assignment {
  /** the squared distance to the next centre, −∞ where the nearest had to be measured exactly */
  readonly seconds: Float64Array;
  /** the largest possible error of the squared distances */
  readonly errors: Float64Array;
}

/** An assignment that follows centres as they move, with bounds on distances. */
export interface Followed {
  readonly assignments: Int32Array;
  /** no smaller than the distance of each point to its centre */
  readonly own: Float64Array;
  /** no larger than the distance of each point to any other centre */
  readonly others: Float64Array;
}

/** The squared distances are measured again if more than this share of their sum may be error. */
const LARGEST_ERROR = 1e-2;
/** More than what sums of distances in double precision lose over hundreds of moves. */
const MARGIN = 1 + 1e-12;

/** Finds the nearest centre of each point. The points stay on the tfjs backend between calls. */
export class NearestCentre {
  readonly #codes: Codes;
  readonly #mean: Float64Array;
  readonly #values: Float32Array;
  readonly #points: tf.Tensor2D;
  readonly #squares: Float64Array;
  readonly #errors: Float64Array;

  constructor(codes: Codes) {
    const { values, count, dimensions: d } = codes;
    this.#codes = codes;
    this.#mean = meanOf(values, d);
    this.#values = centred(values, this.#mean);
    this.#points = tf.tensor2d(this.#values, [count, d]);
    this.#squares = squaredLengths(this.#values, d);
    this.#errors = squareErrors(this.#squares, d);
  }

  /**
   * argmin over c of ‖x − c‖² = ‖x‖² + ‖c‖² − 2·x·c, where ‖x‖² is the same for every centre, as
   * exactly as in double precision: centres that rounding could exchange are measured again.
   */
  assign(centres: Codes): Assignment {
    const n = this.#squares.length, { assignments, squares, errors } = this.#search(centres);
    let sum = 0, error = 0;
    for (let i = 0; i < n; i++) {
      sum += squares[i];
      error += errors[i];
    }
    if (!(error < Infinity && error <= LARGEST_ERROR * sum)) {
      for (let i = 0; i < n; i++) {
        squares[i] = squaredDistance(this.#codes, i, centres, assignments[i]);
      }
    }
    return { assignments, squares };
  }

  /** {@linkcode assign} with the bounds that {@linkcode move} needs. */
  follow(centres: Codes): Followed {
    const { assignments, squares, errors, seconds } = this.#search(centres);
    return {
      assignments,
      own: squares.map((square, i) => Math.sqrt(square + errors[i])),
      others: seconds.map((square, i) => Math.sqrt(Math.max(0, square - errors[i]))),
    };
  }

  /**
   * Assigns again after the centres have moved. A point whose centre is still nearer than any other can
   * be, as far as the centres have moved since it was last compared, is left out (Hamerly 2010).
   *
   * @returns whether a point has another centre than before
   */
  move(followed: Followed, from: Codes, to: Codes): boolean {
    const { assignments, own, others } = followed, n = assignments.length;
    const moves = Array.from(
      { length: to.count },
      (_, centre) => MARGIN * Math.sqrt(squaredDistance(from, centre, to, centre)),
    );
    const largest = (values: number[]) => values.reduce((most, value) => Math.max(most, value), 0);
    const most = largest(moves), farthest = moves.indexOf(most);
    const next = largest(moves.filter((_, centre) => centre !== farthest));
    const undecided = new Int32Array(n);
    let count = 0;
    for (let i = 0; i < n; i++) {
      const centre = assignments[i];
      own[i] += moves[centre];
      others[i] -= centre === farthest ? next : most; // the farthest that another centre has moved
      if (!(own[i] * MARGIN < others[i])) undecided[count++] = i;
    }
    if (count === 0) return false;
    const points = undecided.subarray(0, count);
    let changed = false;
    const found = this.#search(to, points);
    points.forEach((point, i) => {
      changed ||= assignments[point] !== found.assignments[i];
      assignments[point] = found.assignments[i];
      own[point] = Math.sqrt(found.squares[i] + found.errors[i]);
      others[point] = Math.sqrt(Math.max(0, found.seconds[i] - found.errors[i]));
    });
    return changed;
  }

  dispose(): void {
    this.#points.dispose();
  }

  /** The nearest centre of all points, or of some. */
  #search(codes: Codes, points?: Int32Array): Found {
    const { values, count: k, dimensions: d } = codes;
    const centres = centred(values, this.#mean), lengths = squaredLengths(centres, d);
    const centreError = squareErrors(lengths, d).reduce((most, error) => Math.max(most, error), 0);
    let products: ArrayLike<number> = [];
    tf.tidy(() => {
      // Assigned, not returned: tidy looks for tensors in each number of what it returns.
      const x = points ? tf.tensor2d(this.#rows(points), [points.length, d]) : this.#points;
      products = tf.matMul(x, tf.tensor2d(centres, [k, d]), false, true).dataSync(); // [n, d] · [k, d]ᵀ → [n, k]
    });
    const squaresOf = points ? pick(this.#squares, points) : this.#squares;
    const errors = points ? pick(this.#errors, points) : this.#errors.slice();
    const { nearest: assignments, least, second: seconds } = smallestTwo(products, lengths);
    const squares = new Float64Array(errors.length);
    for (let i = 0; i < errors.length; i++) {
      errors[i] += centreError;
      const limit = least[i] + 2 * errors[i], decided = k === 1 || seconds[i] > limit;
      squares[i] = Math.max(0, squaresOf[i] + least[i]);
      seconds[i] = decided ? squaresOf[i] + seconds[i] : -Infinity;
      if (decided) continue;
      const point = points ? points[i] : i;
      let shortest = Infinity;
      for (let centre = 0; centre < k; centre++) {
        if (lengths[centre] - 2 * products[i * k + centre] > limit) continue;
        const square = squaredDistance(this.#codes, point, codes, centre, shortest);
        if (square >= shortest) continue;
        shortest = square;
        assignments[i] = centre;
      }
    }
    return { assignments, squares, seconds, errors };
  }

  #rows(points: Int32Array): Float32Array {
    const d = this.#codes.dimensions, rows = new Float32Array(points.length * d);
    for (let i = 0, at = 0; i < points.length; i++) {
      for (let from = points[i] * d, end = from + d; from < end;) rows[at++] = this.#values[from++];
    }
    return rows;
  }
}

/** The smallest two of ‖c‖² − 2·x·c for each point x, and the centre c of the smallest. */
function smallestTwo(products: ArrayLike<number>, lengths: Float64Array) {
  const k = lengths.length, n = products.length / k;
  const nearest = new Int32Array(n), least = new Float64Array(n), second = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let best = 0, first = Infinity, next = Infinity;
    for (let centre = 0; centre < k; centre++) {
      const square = lengths[centre] - 2 * products[at++];
      if (square < first) {
        next = first;
        first = square;
        best = centre;
      } else if (square < next) next = square;
    }
    nearest[i] = best;
    least[i] = first;
    second[i] = next;
  }
  return { nearest, least, second };
}

const pick = (values: Float64Array, points: Int32Array): Float64Array => {
  const picked = new Float64Array(points.length);
  for (let i = 0; i < points.length; i++) picked[i] = values[points[i]];
  return picked;
};
