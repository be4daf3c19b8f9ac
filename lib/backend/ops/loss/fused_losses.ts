import * as tf from "@tensorflow/tfjs-core";
import { SharedMemoryBackend } from "../../runtime/backend.ts";
import {
  differentiable,
  isRecording,
  runKernel,
  runKernels,
} from "../../runtime/differentiable.ts";

/**
 * The mean binary cross-entropy of targets t in 0–1 and predictions σ(z):
 *
 *     −t·log σ(z) − (1−t)·log(1−σ(z))  =  max(z, 0) − z·t + log(1 + e^−|z|)
 *
 * The right-hand side does not overflow for any logits z.
 *
 * @param targets in 0–1, of the same shape as `logits`
 * @param logits the output before the sigmoid
 * @throws {Error} the shapes differ
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { binaryCrossEntropy } from "@autoencoders/backend";
 *
 * const [loss] = binaryCrossEntropy(tf.tensor1d([1, 0]), tf.tensor1d([0, 0])).dataSync();
 * ok(Math.abs(loss - Math.log(2)) < 1e-6);
 * ```
 */
export function binaryCrossEntropy(targets: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  tf.util.assertShapesMatch(targets.shape, logits.shape, "binaryCrossEntropy: ");
  if (!(tf.backend() instanceof SharedMemoryBackend)) {
    return tf.losses.sigmoidCrossEntropy(targets, logits) as tf.Scalar;
  }
  // d/dt = −z ÷ n
  const slope = (_: tf.Tensor, z: tf.Tensor) => tf.div(z, -z.size);
  return fusedLoss("MeanBinaryCrossEntropy", targets, logits, slope);
}

/**
 * The mean of (targets − outputs)² over all numbers.
 *
 * @throws {Error} the shapes differ
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { meanSquaredError } from "@autoencoders/backend";
 *
 * const loss = meanSquaredError(tf.tensor1d([0, 1]), tf.tensor1d([0, 3]));
 * deepStrictEqual([...loss.dataSync()], [2]);
 * ```
 */
export function meanSquaredError(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar {
  tf.util.assertShapesMatch(targets.shape, outputs.shape, "meanSquaredError: ");
  if (!(tf.backend() instanceof SharedMemoryBackend)) {
    return tf.losses.meanSquaredError(targets, outputs) as tf.Scalar;
  }
  const slope = (t: tf.Tensor, z: tf.Tensor) => tf.mul(tf.sub(t, z), 2 / z.size);
  return fusedLoss("MeanSquaredError", targets, outputs, slope);
}

/** The mean loss and its gradient, both in one pass over the numbers. */
function fusedLoss(
  kernel: string,
  targets: tf.Tensor,
  outputs: tf.Tensor,
  targetSlope: (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor,
): tf.Scalar {
  const inputs = { targets: asFloats(targets), outputs: asFloats(outputs) };
  return differentiable(inputs, (save) => {
    if (!isRecording()) return runKernel(kernel, inputs);
    const [loss, slope] = runKernels(kernel, inputs, { withGradient: true });
    save([slope, inputs.targets, inputs.outputs]);
    return loss;
  }, (dy, [slope, t, z]) => ({
    // In most cases the loss itself is differentiated, and dy is 1.
    outputs: () => dy.dataSync()[0] === 1 ? slope.clone() : tf.mul(slope, dy),
    targets: () => tf.mul(targetSlope(t, z), dy),
  })) as tf.Scalar;
}

// The kernels read float32; labels and masks may be int32 or bool.
const asFloats = (x: tf.Tensor): tf.Tensor => x.dtype === "float32" ? x : tf.cast(x, "float32");
