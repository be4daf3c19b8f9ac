import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";

/** The distributions that an encoder gives for the codes of n images: normal, with independent axes. */
export interface Posterior {
  /** μ, [n, k] */
  mean: tf.Tensor2D;
  /** ln σ², [n, k] */
  logVariance: tf.Tensor2D;
}

/** [n, 2k] → μ [n, k] and ln σ² [n, k]. */
export function splitPosterior(posterior: tf.Tensor): Posterior {
  const [n, both] = posterior.shape, k = both / 2;
  // tf.split copies number by number and takes as long as the rest of a training step.
  const half = (start: number) => tf.slice(posterior as tf.Tensor2D, [0, start], [n, k]);
  return { mean: half(0), logVariance: half(k) };
}

/**
 * The KL divergence of n posteriors from the prior, N(0, 1), in each dimension, in nats: [n, k].
 *
 *     KL(N(μ, σ²) ‖ N(0, 1)) = ½·(μ² + σ² − ln σ² − 1)
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { divergence } from "./posterior.ts";
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

/**
 * A sample from each of n normal distributions with independent axes, written so that its gradient
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
 * import { reparameterize } from "./posterior.ts";
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
    const noise = tf.tensor2d(random.normals(mean.size), mean.shape);
    const deviation = tf.exp(tf.mul(0.5, logVariance));
    return tf.add(mean, tf.mul(deviation, noise));
  });
}
