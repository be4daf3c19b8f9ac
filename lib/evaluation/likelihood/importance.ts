import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../../backend/mod.ts";
import { type ImageSet, labelsAt, requireImages } from "../../images.ts";
import {
  type Posterior,
  requireVariational,
  type VariationalAutoencoder,
} from "../../models/mod.ts";
import { inBatches } from "../../preprocessing/mod.ts";
import { type Random, requireRandom } from "../../random.ts";
import { requireInteger } from "../../require.ts";
import { mean } from "../../statistics/mod.ts";
import { type CodeLength, codeLength, logLikelihood, requireLikely } from "./likelihood.ts";

/** The importance-weighted lower bound on ln p(x), in nats per image. */
export interface ImportanceBound extends CodeLength {
  readonly name: string;
  /** k, codes sampled per image */
  readonly samples: number;
  /** the mean over the images */
  readonly bound: number;
  /** the bound of each image: n numbers */
  readonly perImage: Float64Array;
}

/**
 * The importance-weighted bound (Burda, Grosse & Salakhutdinov 2016):
 *
 *     ln p(x) ≥ E[ln 1/k · Σ w(zᵢ)],  zᵢ ~ q(z|x),  w(z) = p(x|z)·p(z) / q(z|x)
 *
 * With one sample it estimates the evidence lower bound; with more it approaches ln p(x). Memory
 * does not grow with k: one code per image is sampled at a time.
 *
 * @param images black and white, or grey or colour with a Gaussian likelihood
 * @param samples k
 * @param random generator for the sampled codes
 * @throws {RangeError} samples is not an integer of at least 1, or the images are grey or not of
 * the network's size
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
): ImportanceBound {
  requireVariational(model);
  requireImages(images);
  requireRandom(random);
  requireLikely(model, images);
  requireInteger("samples", samples);
  const perImage = new Float64Array(images.count), { maximum } = images;
  for (const { start, end, indices, tensor } of inBatches(images)) {
    const labels = labelsAt(images, indices);
    tf.tidy(() => {
      const x = tensor(); // [b, h, w, c]
      const posterior = model.infer(x); // [b, k] each
      const highest = new Float64Array(end - start).fill(-Infinity);
      const sums = new Float64Array(end - start);
      for (let sample = 0; sample < samples; sample++) {
        addWeights(logWeights(model, { x, labels, maximum }, posterior, random), highest, sums);
      }
      sums.forEach((sum, i) => perImage[start + i] = highest[i] + Math.log(sum / samples));
    });
  }
  const bound = mean(perImage);
  return { name: model.name, ...codeLength(bound, images), samples, bound, perImage };
}

/**
 * The logarithm of one weight for each image, [b]:
 *
 *     ln w = ln p(x|z) + ln p(z) − ln q(z|x) = ln p(x|z) + ½·Σ(ln σ² + ε² − z²),  z = μ + σ·ε
 */
function logWeights(
  model: VariationalAutoencoder,
  { x, labels, maximum }: { x: tf.Tensor; labels?: Uint8Array; maximum: number },
  { mean, logVariance }: Posterior,
  random: Random,
): Float32Array {
  return tf.tidy(() => {
    const noise = tf.tensor2d(random.normals(mean.size), mean.shape);
    const codes = tf.add<tf.Tensor2D>(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), noise)); // [b, k]
    const each = tf.add(logVariance, tf.sub(tf.square(noise), tf.square(codes)));
    const logits = applyModel(model.likelihood, model.codesWithLabels(codes, labels));
    const logLikelihoods = logLikelihood(model, x, logits, maximum); // [b]
    return tf.add(logLikelihoods, tf.mul(0.5, tf.sum(each, 1))).dataSync<"float32">();
  });
}

/**
 * Adds a weight to each sum. The sums are scaled by e^−highest, where e^highest is the largest
 * weight so far: weights of e^−60 to e^−600 would underflow.
 */
function addWeights(logWeights: Float32Array, highest: Float64Array, sums: Float64Array): void {
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
