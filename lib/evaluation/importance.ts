import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../backend/mod.ts";
import type { ImageSet } from "../images.ts";
import { normals, type Posterior, type VariationalAutoencoder } from "../models/mod.ts";
import type { Random } from "../random.ts";
import { bernoulliLogLikelihood, type Price, priceOf, requireBinary } from "./bernoulli.ts";
import { inBatches } from "./in_batches.ts";

/** A tighter bound on ln p(x), in nats an image. */
export interface ImportanceBound extends Price {
  readonly name: string;
  /** k, codes drawn for each image */
  readonly samples: number;
  /** the mean over the images */
  readonly bound: number;
  /** image by image: n numbers */
  readonly perImage: Float64Array;
}

// ln p(x) ≥ E[ ln 1/k · Σ w(zᵢ) ],  zᵢ ~ q(z|x),  w(z) = p(x|z)·p(z) / q(z|x)
//
// Codes are drawn one for each image at a time, so that memory does not grow with k; a running
// maximum keeps the sum of weights, e^−60 to e^−600 each, from vanishing.
/**
 * The importance-weighted bound (Burda, Grosse & Salakhutdinov 2016): with one sample an estimate of
 * the evidence lower bound, with more of them closer to ln p(x) itself.
 *
 * @param images black and white
 * @param samples k
 * @param random what the codes are drawn from
 * @throws {RangeError} samples is not a positive integer, or the images are grey or of another size
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { denseVariationalAutoencoder, imageSet, importanceBound, Random } from "@autoencoders";
 *
 * const model = denseVariationalAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const images = imageSet(new Uint8Array(200 * 16), { height: 4, width: 4, maximum: 1 });
 * const [one, fifty] = [1, 50].map((k) => importanceBound(model, images, k, new Random(1)).bound);
 * ok(fifty > one);
 * model.dispose();
 * ```
 */
export function importanceBound(
  model: VariationalAutoencoder,
  images: ImageSet,
  samples: number,
  random: Random,
  batchSize?: number,
): ImportanceBound {
  requireBinary(images);
  if (!Number.isSafeInteger(samples) || samples < 1) {
    throw new RangeError(`samples must be a positive integer, got ${samples}`);
  }
  const perImage = new Float64Array(images.count);
  for (const { start, end, tensor } of inBatches(images, batchSize)) {
    tf.tidy(() => {
      const x = tensor(); // [b, h, w, c]
      const posterior = model.infer(x); // [b, k] each
      const highest = new Float64Array(end - start).fill(-Infinity);
      const sums = new Float64Array(end - start);
      for (let sample = 0; sample < samples; sample++) {
        add(logWeights(model, x, posterior, random), highest, sums);
      }
      sums.forEach((sum, i) => perImage[start + i] = highest[i] + Math.log(sum / samples));
    });
  }
  const bound = perImage.reduce((sum, value) => sum + value, 0) / images.count;
  return { name: model.name, ...priceOf(bound, images), samples, bound, perImage };
}

// ln w = ln p(x|z) + ln p(z) − ln q(z|x) = ln p(x|z) + ½·Σ(ln σ² + ε² − z²),  z = μ + σ·ε
function logWeights(
  model: VariationalAutoencoder,
  x: tf.Tensor,
  { mean, logVariance }: Posterior,
  random: Random,
): Float32Array {
  return tf.tidy(() => {
    const noise = tf.tensor2d(normals(mean.size, random), mean.shape);
    const codes = tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), noise)); // [b, k]
    const each = tf.add(logVariance, tf.sub(tf.square(noise), tf.square(codes)));
    const logLikelihoods = bernoulliLogLikelihood(x, applyModel(model.likelihood, codes)); // [b]
    return tf.add(logLikelihoods, tf.mul(0.5, tf.sum(each, 1))).dataSync<"float32">();
  });
}

/** Adds e^logWeight to each sum, which counts in units of e^highest. */
function add(logWeights: Float32Array, highest: Float64Array, sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) {
    const difference = logWeights[i] - highest[i];
    if (difference <= 0) {
      sums[i] += Math.exp(difference);
    } else {
      sums[i] = sums[i] * Math.exp(-difference) + 1;
      highest[i] = logWeights[i];
    }
  }
}
