import * as tf from "@tensorflow/tfjs";
import { type Codes, codesFrom } from "../codes.ts";
import { centred, meanOf, squaredLengths } from "./distances.ts";

/** Which centre is nearest to each point, and the square of its distance. */
export interface Assignment {
  readonly assignments: Int32Array;
  readonly squares: Float64Array;
}

/** Points that are asked again and again which of some centres is nearest to them. */
export class NearestCentre {
  readonly #codes: Codes;
  readonly #mean: Float64Array;
  readonly #points: tf.Tensor2D;
  readonly #squares: Float64Array;

  constructor(codes: Codes) {
    this.#codes = codes;
    this.#mean = meanOf(codes);
    const values = centred(codes, this.#mean);
    this.#points = tf.tensor2d(values, [codes.count, codes.dimensions]);
    this.#squares = squaredLengths(values, codes.dimensions);
  }

  // ‖x − c‖² = ‖x‖² + ‖c‖² − 2·x·c, where the products of all points and centres are one matrix
  // product; ‖x‖² is the same for every centre.
  /** @throws {RangeError} the centres have other dimensions */
  assign(centres: Codes): Assignment {
    const { count: n, dimensions: d } = this.#codes, k = centres.count;
    if (centres.dimensions !== d) {
      throw new RangeError(`centres have ${centres.dimensions} dimensions, the points ${d}`);
    }
    const moved = codesFrom(centred(centres, this.#mean), d);
    const lengths = squaredLengths(moved.values, d);
    const assignments = new Int32Array(n), squares = new Float64Array(n);
    tf.tidy(() => {
      const products = tf.matMul(this.#points, tf.tensor2d(moved.values, [k, d]), false, true)
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
