import type * as tf from "@tensorflow/tfjs";

/** Weights of layers. */
export type Weights = tf.LayersModel["weights"];

/**
 * @param model what they are of, for the message
 * @throws {Error} the weights were freed
 */
export function requireWeights(model: string, weights: Weights): void {
  if (!weights.some(isFreed)) return;
  throw new Error(
    `${model} was disposed of, which freed its weights; build, train or load it again`,
  );
}

/** Frees those weights that have not been freed yet. */
export function freeWeights(weights: Weights): void {
  for (const weight of weights) if (!isFreed(weight)) weight.dispose();
}

function isFreed(weight: Weights[number]): boolean {
  return (weight as unknown as { val: tf.Variable }).val.isDisposed;
}

/** @throws {Error} a tensor was freed */
export function requireTensor(what: string, tensor: tf.Tensor): void {
  if (tensor.isDisposed) throw new Error(`${what} are a tensor that was disposed of`);
}
