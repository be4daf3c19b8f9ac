import type * as tf from "@tensorflow/tfjs";

/**
 * Anything that encodes images and decodes codes: an autoencoder, PCA, an untrained network.
 *
 * Images are [n, h, w, c] in 0–1, codes are [n, k]. Both methods return new tensors that the caller
 * must dispose, and both may be called inside `tf.tidy`.
 */
export interface Coder {
  /** the name in tables and captions */
  readonly name: string;
  /** k, numbers per code */
  readonly latent: number;
  /** Images [n, h, w, c] in 0–1 to codes [n, k]. */
  encode(images: tf.Tensor4D): tf.Tensor2D;
  /** Codes [n, k] to images [n, h, w, c] in 0–1. */
  decode(codes: tf.Tensor2D): tf.Tensor4D;
}
