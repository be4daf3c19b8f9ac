import * as tf from "@tensorflow/tfjs";
import type { Posterior } from "./variational.ts";

// KL(N(μ, σ²) ‖ N(0, 1)) = ½·(μ² + σ² − ln σ² − 1), in each dimension
/**
 * How far each dimension of n posteriors is from the prior, N(0, 1): the KL divergence in nats,
 * [n, k].
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { divergence } from "./divergence.ts";
 *
 * const nats = divergence({ mean: tf.tensor2d([[0, 2]]), logVariance: tf.zeros([1, 2]) });
 * deepStrictEqual([...nats.dataSync()], [0, 2]);
 * ```
 */
export function divergence({ mean, logVariance }: Posterior): tf.Tensor2D {
  return tf.tidy(() => {
    const surplus = tf.sub(tf.exp(logVariance), tf.add(logVariance, 1));
    return tf.mul(0.5, tf.add(tf.square(mean), surplus));
  });
}
