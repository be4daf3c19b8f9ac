import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../images.ts";
import type { Coder } from "../../models/mod.ts";
import type { Rotation } from "./rotation.ts";

/** Images whose gradients are computed together. */
const BATCH = 250;
/** The share of a Newton step, of the mean JᵀJ, that is taken first, and its factor after each outcome. */
const SHARE = 0.5, AFTER_BETTER = 1.3, AFTER_WORSE = 0.3;

/**
 * Improves codes in place, in the coordinates of a rotation, for the decoder that they will meet: an encoder
 * guesses the best code of an image, descent on the squared error of its decoded image finds a better one.
 *
 *     y ← y − share · ½ · ∇‖g(y) − x‖²
 *
 * In these coordinates the mean of JᵀJ is the identity, that of an image is not: a step that makes an image
 * worse is undone and a smaller one is tried.
 *
 * @param codes n × k numbers
 */
export function refineCodes(
  coder: Coder,
  { matrix, offset }: Rotation,
  codes: Float64Array,
  images: ImageSet,
  steps: number,
): void {
  const k = offset.length;
  for (let start = 0; steps > 0 && start < images.count; start += BATCH) {
    const end = Math.min(images.count, start + BATCH), n = end - start;
    const best = codes.subarray(start * k, end * k), tried = Float32Array.from(best);
    const least = new Float64Array(n).fill(Infinity), share = new Float64Array(n).fill(SHARE);
    const slope = new Float32Array(n * k);
    tf.tidy(() => {
      const x = images.slice(start, end).tensor();
      const back = tf.tensor2d(matrix, [k, k]), centre = tf.tensor1d(offset);
      for (let step = 0; step <= steps; step++) {
        const [errors, gradients] = errorsOf((y) => {
          const z = tf.add(tf.matMul(y, back), centre) as tf.Tensor2D;
          return tf.sum(tf.squaredDifference(coder.decode(z), x), [1, 2, 3]);
        }, tf.tensor2d(tried, [n, k]));
        for (let i = 0; i < n; i++) {
          const better = errors[i] < least[i], at = i * k;
          if (better) {
            least[i] = errors[i];
            best.set(tried.subarray(at, at + k), at);
            slope.set(gradients.subarray(at, at + k), at);
          }
          if (step > 0) share[i] *= better ? AFTER_BETTER : AFTER_WORSE;
          for (let j = at; j < at + k; j++) tried[j] = best[j] - share[i] / 2 * slope[j];
        }
      }
    });
  }
}

/** The error of each code's image and its gradient. */
function errorsOf(error: (y: tf.Tensor2D) => tf.Tensor, y: tf.Tensor2D) {
  let errors: tf.Tensor | undefined;
  const gradient = tf.grad((codes) => {
    errors = tf.keep(error(codes as tf.Tensor2D));
    return tf.sum(errors);
  })(y);
  const values = [errors!.dataSync(), gradient.dataSync()] as const;
  tf.dispose([errors!, gradient]);
  return values;
}
