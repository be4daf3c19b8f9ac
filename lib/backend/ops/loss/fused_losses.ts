import * as tf from "@tensorflow/tfjs";
import { SharedMemoryBackend } from "../../runtime/backend.ts";
import {
  differentiable,
  isRecording,
  runKernel,
  runKernels,
} from "../../runtime/differentiable.ts";

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
  if (!(tf.backend() instanceof SharedMemoryBackend)) {
    return tf.losses.meanSquaredError(targets, outputs) as tf.Scalar;
  }
  const slope = (t: tf.Tensor, z: tf.Tensor) => tf.mul(tf.sub(t, z), 2 / z.size);
  return fusedLoss("MeanSquaredError", targets, outputs, slope);
}

/** The loss and the gradient of its mean, both in one pass over the numbers. */
function fusedLoss(
  kernel: string,
  targets: tf.Tensor,
  outputs: tf.Tensor,
  targetSlope: (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor,
): tf.Scalar {
  const inputs = { targets: inFloats(targets), outputs: inFloats(outputs) };
  return differentiable(inputs, (save) => {
    if (!isRecording()) return runKernel(kernel, inputs);
    const [loss, slope] = runKernels(kernel, inputs, { withGradient: true });
    save([slope, inputs.targets, inputs.outputs]);
    return loss;
  }, (dy, [slope, t, z]) => ({
    // The loss is nearly always what is differentiated, and then dy is 1.
    outputs: () => dy.dataSync()[0] === 1 ? slope.clone() : tf.mul(slope, dy),
    targets: () => tf.mul(targetSlope(t, z), dy),
  })) as tf.Scalar;
}

// The kernels read float32 numbers; labels and masks come as integers and booleans.
const inFloats = (x: tf.Tensor): tf.Tensor => x.dtype === "float32" ? x : tf.cast(x, "float32");
