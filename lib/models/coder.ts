import type * as tf from "@tensorflow/tfjs";
import { ImageSet } from "../images.ts";
import { kindOf } from "../require.ts";

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

/** @throws {TypeError} `coder` does not encode and decode; the message says what it is */
export function requireCoder(coder: unknown, name = "coder"): asserts coder is Coder {
  const { encode, decode } = (coder ?? {}) as Partial<Coder>;
  if (typeof encode === "function" && typeof decode === "function") return;
  throw new TypeError(
    `${name} must be an autoencoder or another coder, got ${kindOf(coder)}${hintOfOrder(coder)}`,
  );
}

/** What to do if images were given in place of a model. */
export function hintOfOrder(given: unknown): string {
  return given instanceof ImageSet ? "; the model comes first, then the images" : "";
}
