import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../images.ts";

// ln p(x|z) = Σ x·ln σ(l) + (1 − x)·ln(1 − σ(l)) = Σ x·l − ln(1 + e^l)  over the pixels, l the logits
/**
 * How likely black-and-white images are where each pixel is white with its own probability.
 *
 * @param images x, [n, h, w, c], 0 or 1
 * @param logits of those probabilities, [n, h, w, c]
 * @returns nats, [n]
 */
export function bernoulliLogLikelihood(images: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const each = tf.sub(tf.mul(images, logits), tf.softplus(logits)); // [n, h, w, c]
    return tf.sum(each.reshape<tf.Tensor2D>([images.shape[0], -1]), 1); // [n]
  });
}

/**
 * A bound in nats is one on the probability of an image only where its pixels are black or white.
 *
 * @throws {RangeError} a pixel is grey
 */
export function requireBinary({ pixels, maximum }: ImageSet): void {
  const grey = pixels.findIndex((value) => value !== 0 && value !== maximum);
  if (grey >= 0) {
    throw new RangeError(
      `pixels must be 0 or ${maximum}, got ${pixels[grey]} at ${grey}: binarize() the images`,
    );
  }
}

/** What a mean of ln p over images comes to in the units that people compare. */
export interface CodeLength {
  /** n, the images measured */
  readonly n: number;
  /** −ln p in bits, divided by the numbers of an image */
  readonly bitsPerPixel: number;
  /** −ln p in bytes: what an ideal entropy coder would need for an image, on average */
  readonly bytesPerImage: number;
}

/** @param logLikelihood nats an image, the mean over the set */
export function priceOf(logLikelihood: number, { count, imageSize }: ImageSet): CodeLength {
  const bits = -logLikelihood / Math.LN2;
  return { n: count, bitsPerPixel: bits / imageSize, bytesPerImage: bits / 8 };
}
