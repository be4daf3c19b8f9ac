import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../images.ts";
import { gaussianLogLikelihood, type VariationalAutoencoder } from "../../models/mod.ts";

/**
 * The log-likelihood of binary images whose pixels are independent and white with probability σ(l):
 *
 *     ln p(x|z) = Σ [x·ln σ(l) + (1 − x)·ln(1 − σ(l))] = Σ [x·l − ln(1 + e^l)]
 *
 * over the pixels, where l are the logits.
 *
 * @param images x, [n, h, w, c], 0 or 1
 * @param logits l, [n, h, w, c]
 * @returns nats, [n]
 */
function bernoulliLogLikelihood(images: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const each = tf.sub(tf.mul(images, logits), tf.softplus(logits)); // [n, h, w, c]
    return tf.sum(each.reshape<tf.Tensor2D>([images.shape[0], -1]), 1); // [n]
  });
}

/**
 * ln p(x|z) by the likelihood of a network: {@linkcode bernoulliLogLikelihood}, or that of bytes that are
 * normally distributed.
 *
 * @param images x, [n, h, w, c] in 0–1
 * @param logits [n, h, w, c]
 * @param maximum the byte that is 1
 * @returns nats, [n]
 */
export function logLikelihood(
  model: VariationalAutoencoder,
  images: tf.Tensor,
  logits: tf.Tensor,
  maximum: number,
): tf.Tensor1D {
  const { likelihood } = model.spec;
  if (!likelihood) return bernoulliLogLikelihood(images, logits);
  return tf.tidy(() => gaussianLogLikelihood(images, model.activate(logits), likelihood, maximum));
}

/**
 * Requires images that the likelihood of a network is one of.
 *
 * @throws {RangeError} the likelihood is that of black and white pixels, and one is grey, or labels that are its
 * condition are missing or out of range
 */
export function requireLikely(model: VariationalAutoencoder, images: ImageSet): void {
  model.requireLabels(images.labels, images.count);
  if (!model.spec.likelihood) requireBinary(images);
}

/**
 * Requires black and white pixels: the formula above is not a probability of grey ones.
 *
 * @throws {RangeError} a pixel is grey
 */
function requireBinary({ pixels, maximum }: ImageSet): void {
  const grey = pixels.findIndex((value) => value !== 0 && value !== maximum);
  if (grey >= 0) {
    throw new RangeError(
      `pixels must be 0 or ${maximum}, got ${
        pixels[grey]
      } at ${grey}: binarize() the images, or give the ` +
        'network a likelihood { kind: "gaussian", deviation }',
    );
  }
}

/** The expected length of an entropy code of the images, from a mean of ln p. */
export interface CodeLength {
  /** number of images */
  readonly n: number;
  /** −ln p in bits, divided by h · w · c */
  readonly bitsPerPixel: number;
  /** −ln p in bytes: the size of an image after ideal entropy coding */
  readonly bytesPerImage: number;
}

/** @param logLikelihood nats per image, the mean over the set */
export function codeLength(logLikelihood: number, { count, imageSize }: ImageSet): CodeLength {
  const bits = -logLikelihood / Math.LN2;
  return { n: count, bitsPerPixel: bits / imageSize, bytesPerImage: bits / 8 };
}
