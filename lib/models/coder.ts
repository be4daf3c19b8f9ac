import type * as tf from "@tensorflow/tfjs";

/**
 * Anything that turns images into codes and back: an autoencoder, PCA, an untrained network.
 *
 * Images are [n, h, w, c] in 0–1, codes are [n, k]. Both methods make new tensors that the caller
 * disposes, and both may be called inside `tf.tidy`.
 */
export interface Coder {
  /** what tables and captions call it */
  readonly name: string;
  /** k, the numbers in a code */
  readonly latent: number;
  /** Images [n, h, w, c] in 0–1 to codes [n, k]. */
  encode(images: tf.Tensor4D): tf.Tensor2D;
  /** Codes [n, k] to images [n, h, w, c] in 0–1. */
  decode(codes: tf.Tensor2D): tf.Tensor4D;
}
