import { ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";

/** The step of central differences, whose error is about ε² ÷ 6 times the third derivative. */
const EPSILON = 1 / 64;

/**
 * Asserts, on the backend of that name, that the gradient of Σ f(x)·weights agrees with central
 * differences for each number of x. The weights are fixed and unequal.
 */
export function checkGradient(
  name: string,
  f: (x: tf.Tensor) => tf.Tensor,
  at: tf.TensorLike,
  tolerance = 2e-3,
): void {
  const before = tf.getBackend();
  tf.setBackend(name);
  tf.tidy(() => {
    const x = tf.tensor(at, undefined, "float32");
    const weighted = (x: tf.Tensor) => {
      const y = f(x);
      const weights = Float32Array.from({ length: y.size }, (_, i) => Math.sin(i + 1));
      return tf.sum(tf.mul(y, tf.tensor(weights, y.shape))) as tf.Scalar;
    };
    const gradient = tf.grad(weighted)(x).dataSync() as Float32Array;
    const values = x.dataSync() as Float32Array;
    const largest = gradient.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
    for (let i = 0; i < values.length; i++) {
      const moved = (by: number) => {
        const copy = Float32Array.from(values);
        copy[i] += by;
        return weighted(tf.tensor(copy, x.shape)).dataSync()[0];
      };
      const slope = (moved(EPSILON) - moved(-EPSILON)) / (2 * EPSILON);
      const near = Math.abs(slope - gradient[i]) <= tolerance * largest;
      ok(near, `${name}: slope ${i} is ${gradient[i]}, by differences ${slope}`);
    }
  });
  tf.setBackend(before);
}
