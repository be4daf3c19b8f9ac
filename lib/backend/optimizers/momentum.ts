import * as tf from "@tensorflow/tfjs";

/**
 * Stochastic gradient descent with momentum (Polyak 1964; `nesterov`: Sutskever et al. 2013), as
 * tfjs's own `tf.train.momentum`: m ← momentum · m + g, w ← w − learningRate · m.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { Momentum } from "@autoencoders";
 *
 * const w = tf.variable(tf.scalar(1));
 * new Momentum(0.1).minimize(() => tf.square(w) as tf.Scalar);
 * ok(Math.abs(w.dataSync()[0] - 0.8) < 1e-6);
 * ```
 */
export class Momentum extends tf.MomentumOptimizer {
  declare learningRate: number;

  constructor(learningRate = 1e-2, momentum = 0.9, nesterov = false) {
    super(learningRate, momentum, nesterov);
  }
}
