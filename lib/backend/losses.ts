import * as tf from "@tensorflow/tfjs";

/**
 * The binary cross-entropy of targets t in 0–1 and predictions σ(z), the mean over all numbers:
 *
 *     −t·log σ(z) − (1−t)·log(1−σ(z))  =  max(z, 0) − z·t + log(1 + e^−|z|)
 *
 * The right-hand side never overflows, whatever the logits z.
 *
 * @param targets in 0–1, of the same shape as `logits`
 * @param logits the output before its sigmoid
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { binaryCrossEntropy } from "@autoencoders";
 *
 * const [loss] = binaryCrossEntropy(tf.tensor1d([1, 0]), tf.tensor1d([0, 0])).dataSync();
 * ok(Math.abs(loss - Math.log(2)) < 1e-6);
 * ```
 */
export function binaryCrossEntropy(targets: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  tf.util.assertShapesMatch(targets.shape, logits.shape, "binaryCrossEntropy: ");
  return tf.losses.sigmoidCrossEntropy(targets, logits) as tf.Scalar;
}

/**
 * The mean of (targets − outputs)² over all numbers.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { meanSquaredError } from "@autoencoders";
 *
 * const loss = meanSquaredError(tf.tensor1d([0, 1]), tf.tensor1d([0, 3]));
 * deepStrictEqual([...loss.dataSync()], [2]);
 * ```
 */
export function meanSquaredError(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar {
  tf.util.assertShapesMatch(targets.shape, outputs.shape, "meanSquaredError: ");
  return tf.losses.meanSquaredError(targets, outputs) as tf.Scalar;
}
