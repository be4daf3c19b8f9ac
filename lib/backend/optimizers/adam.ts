import * as tf from "@tensorflow/tfjs";

/**
 * Adam (Kingma & Ba 2015), with the names, numbers and saved weights of tfjs's own
 * `tf.train.adam`; its learning rate may be changed between steps.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { Adam } from "@autoencoders";
 *
 * const w = tf.variable(tf.scalar(1));
 * new Adam(0.1).minimize(() => tf.square(w) as tf.Scalar);
 * ok(Math.abs(w.dataSync()[0] - 0.9) < 1e-6);
 * ```
 */
export class Adam extends tf.AdamOptimizer {
  declare learningRate: number;

  constructor(learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7) {
    super(learningRate, beta1, beta2, epsilon);
  }

  /** For learning-rate schedules: the rate from the next step on. */
  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }
}
