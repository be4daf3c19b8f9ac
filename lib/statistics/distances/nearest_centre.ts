import * as tf from "@tensorflow/tfjs";
import type { Codes } from "../../codes.ts";
import { centred, meanOf } from "../moments/covariance.ts";
import { squaredDistance, squaredLengths, squareErrors } from "./distances.ts";

/** The nearest centre of each point and its squared distance. */
export interface Assignment {
  readonly assignments: Int32Array;
  readonly squares: Float64Array;
}

/** The squared distances are measured again if more than this share of their sum may be error. */
const LARGEST_ERROR = 1e-2;

/** Finds the nearest centre of each point. The points stay on the tfjs backend between calls. */
export class NearestCentre {
  readonly #codes: Codes;
  readonly #mean: Float64Array;
  readonly #points: tf.Tensor2D;
  readonly #squares: Float64Array;
  readonly #errors: Float64Array;

  constructor(codes: Codes) {
    const { values, count, dimensions: d } = codes;
    this.#codes = codes;
    this.#mean = meanOf(values, d);
    const points = centred(values, this.#mean);
    this.#points = tf.tensor2d(points, [count, d]);
    this.#squares = squaredLengths(points, d);
    this.#errors = squareErrors(this.#squares, d);
  }

  /**
   * argmin over c of ‖x − c‖² = ‖x‖² + ‖c‖² − 2·x·c, where ‖x‖² is the same for every centre, as
   * exactly as in double precision: centres that rounding could exchange are measured again.
   */
  assign(codes: Codes): Assignment {
    const { values, count: k, dimensions: d } = codes, n = this.#squares.length;
    const centres = centred(values, this.#mean), lengths = squaredLengths(centres, d);
    const centreError = squareErrors(lengths, d).reduce((most, error) => Math.max(most, error), 0);
    const assignments = new Int32Array(n), squares = new Float64Array(n);
    const measure = (i: number, centre: number, limit?: number) =>
      squaredDistance(this.#codes, i, codes, centre, limit);
    let sum = 0, errors = 0;
    tf.tidy(() => {
      const products = tf.matMul(this.#points, tf.tensor2d(centres, [k, d]), false, true)
        .dataSync(); // [n, d] · [k, d]ᵀ → [n, k]
      for (let i = 0; i < n; i++) {
        let nearest = 0, least = Infinity, second = Infinity;
        for (let centre = 0; centre < k; centre++) {
          const square = lengths[centre] - 2 * products[i * k + centre];
          if (square < least) {
            second = least;
            least = square;
            nearest = centre;
          } else if (square < second) second = square;
        }
        const error = this.#errors[i] + centreError;
        if (k > 1 && !(second > least + 2 * error)) {
          let shortest = Infinity;
          for (let centre = 0; centre < k; centre++) {
            if (lengths[centre] - 2 * products[i * k + centre] > least + 2 * error) continue;
            const square = measure(i, centre, shortest);
            if (square >= shortest) continue;
            shortest = square;
            nearest = centre;
          }
        }
        assignments[i] = nearest;
        squares[i] = Math.max(0, this.#squares[i] + least);
        sum += squares[i];
        errors += error;
      }
    });
    if (!(errors < Infinity && errors <= LARGEST_ERROR * sum)) {
      for (let i = 0; i < n; i++) squares[i] = measure(i, assignments[i]);
    }
    return { assignments, squares };
  }

  dispose(): void {
    this.#points.dispose();
  }
}
