import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";

/**
 * A draw from each of n normal distributions with independent axes, written so that its gradient
 * reaches mean and variance (Kingma & Welling 2014):
 *
 *     z = μ + e^(½·ln σ²)·ε,  ε ~ N(0, 1)
 *
 * @param mean μ, [n, k]
 * @param logVariance ln σ², [n, k]
 * @returns [n, k]
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { Random } from "@autoencoders";
 * import { reparameterize } from "./reparameterize.ts";
 *
 * const mean = tf.tensor2d([[1, 2]]);
 * const certain = tf.fill<tf.Rank.R2>([1, 2], -Infinity);
 * deepStrictEqual([...reparameterize(mean, certain, new Random(1)).dataSync()], [1, 2]);
 * ```
 */
export function reparameterize(
  mean: tf.Tensor2D,
  logVariance: tf.Tensor2D,
  random: Random,
): tf.Tensor2D {
  return tf.tidy(() => {
    const noise = tf.tensor2d(normals(mean.size, random), mean.shape);
    const deviation = tf.exp(tf.mul(0.5, logVariance));
    return tf.add(mean, tf.mul(deviation, noise));
  });
}

// √(−2·ln u)·(cos 2πv, sin 2πv) are two independent normals for uniform u, v (Box & Muller 1958).
/** Numbers from the normal distribution of mean 0 and variance 1. */
export function normals(count: number, random: Random): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
