import * as tf from "@tensorflow/tfjs";
import { requireNumber } from "../../require.ts";

/** Bounds on the gradients of a step; with both, the values are cut first. */
export interface Clip {
  /** each number of each gradient is cut to −value … value */
  value?: number;
  /** all gradients together are scaled down to this length (Pascanu et al. 2013) */
  norm?: number;
}

/** The gradients within the bounds; new tensors where anything was to be bounded. */
export function clipped(gradients: tf.NamedTensorMap, clip: Clip | undefined): tf.NamedTensorMap {
  if (clip?.value === undefined && clip?.norm === undefined) return gradients;
  return tf.tidy(() => {
    const { value, norm } = clip;
    const cut = value === undefined
      ? gradients
      : mapped(gradients, (gradient) => tf.clipByValue(gradient, -value, value));
    if (norm === undefined) return cut;
    const squares = Object.values(cut).map((gradient) => tf.sum(tf.square(gradient)));
    const length = tf.sqrt(tf.addN(squares));
    // min(1, norm ÷ length), which a length of 0 leaves at 1
    const scale = tf.div(norm, tf.maximum(length, norm));
    return mapped(cut, (gradient) => tf.mul(gradient, scale));
  });
}

function mapped(tensors: tf.NamedTensorMap, map: (tensor: tf.Tensor) => tf.Tensor) {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, map(tensor)]),
  );
}

/**
 * @throws {RangeError} a bound is not positive
 * @throws {TypeError} a bound is not a number
 */
export function checkClip(clip: Clip | undefined): void {
  for (const [name, bound] of Object.entries(clip ?? {})) {
    if (bound === undefined) continue;
    requireNumber(`clip ${name}`, bound);
    if (!(bound > 0)) {
      throw new RangeError(`clip ${name} must be positive, got ${bound}`);
    }
  }
}
