import * as tf from "@tensorflow/tfjs";
import { requireKnown, requireNumber } from "../../require.ts";

/** Bounds on the gradients of a step; with both, `value` is applied first. */
export interface Clip {
  /** every component g becomes min(max(g, −value), value) */
  value?: number;
  /** all gradients together are scaled to at most this length (Pascanu et al. 2013) */
  norm?: number;
}

/**
 * The gradients within the bounds, as new tensors; the given ones if there is no bound.
 *
 *     norm    g · min(1, norm ÷ ‖all gradients‖₂)
 */
export function clipGradients(
  gradients: tf.NamedTensorMap,
  clip: Clip | undefined,
): tf.NamedTensorMap {
  const { value, norm } = clip ?? {};
  if (value === undefined && norm === undefined) return gradients;
  return tf.tidy(() => {
    const bounded = value === undefined
      ? gradients
      : mapValues(gradients, (gradient) => tf.clipByValue(gradient, -value, value));
    if (norm === undefined) return bounded;
    const squares = Object.values(bounded).map((gradient) => tf.sum(tf.square(gradient)));
    const length = tf.sqrt(tf.addN(squares));
    // norm ÷ max(length, norm) is min(1, norm ÷ length), also for a length of 0.
    const scale = tf.div(norm, tf.maximum(length, norm));
    return mapValues(bounded, (gradient) => tf.mul(gradient, scale));
  });
}

function mapValues(tensors: tf.NamedTensorMap, map: (tensor: tf.Tensor) => tf.Tensor) {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, map(tensor)]));
}

/**
 * @throws {RangeError} a bound is not positive
 * @throws {TypeError} a bound is not a number
 */
export function checkClip(clip: Clip | undefined): void {
  if (clip === undefined) return;
  requireKnown("clip", clip, { value: true, norm: true });
  for (const [name, bound] of Object.entries(clip)) {
    if (bound === undefined) continue;
    requireNumber(`clip ${name}`, bound);
    if (!(bound > 0)) throw new RangeError(`clip ${name} must be positive, got ${bound}`);
  }
}
