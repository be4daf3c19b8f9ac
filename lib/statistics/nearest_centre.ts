import * as tf from "@tensorflow/tfjs";
import type { Codes } from "../codes.ts";
import { centred, meanOf } from "./covariance.ts";
import { squaredLengths } from "./distances.ts";

/** The nearest centre of each point and its squared distance. */
export interface Assignment {
  readonly assignments: Int32Array;
  readonly squares: Float64Array;
}

/** Finds the nearest centre of each point. The points stay on the tfjs backend between calls. */
export class NearestCentre {
  readonly #dimensions: number;
  readonly #mean: Float64Array;
  readonly #points: tf.Tensor2D;
  readonly #squares: Float64Array;

  constructor({ values, count, dimensions: d }: Codes) {
    this.#dimensions = d;
    this.#mean = meanOf(values, d);
    const points = centred(values, this.#mean);
    this.#points = tf.tensor2d(points, [count, d]);
    this.#squares = squaredLengths(points, d);
  }

  /** argmin over c of ‖x − c‖² = ‖x‖² + ‖c‖² − 2·x·c, where ‖x‖² is the same for every centre. */
  assign({ values, count: k }: Codes): Assignment {
    const n = this.#squares.length, d = this.#dimensions;
    const centres = centred(values, this.#mean), lengths = squaredLengths(centres, d);
    const assignments = new Int32Array(n), squares = new Float64Array(n);
    tf.tidy(() => {
      const products = tf.matMul(this.#points, tf.tensor2d(centres, [k, d]), false, true)
        .dataSync(); // [n, d] · [k, d]ᵀ → [n, k]
      for (let i = 0; i < n; i++) {
        let nearest = 0, least = Infinity;
        for (let centre = 0; centre < k; centre++) {
          const square = lengths[centre] - 2 * products[i * k + centre];
          if (square < least) {
            least = square;
            nearest = centre;
          }
        }
        assignments[i] = nearest;
        squares[i] = Math.max(0, this.#squares[i] + least);
      }
    });
    return { assignments, squares };
  }

  dispose(): void {
    this.#points.dispose();
  }
}
