import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../backend/mod.ts";
import type { ImageSet } from "../images.ts";
import { divergence, reparameterize, type VariationalAutoencoder } from "../models/mod.ts";
import type { Random } from "../random.ts";
import { bernoulliLogLikelihood, type Price, priceOf, requireBinary } from "./bernoulli.ts";
import { codesFrom } from "./codes.ts";
import { inBatches } from "./in_batches.ts";
import { unitStatistics } from "./units.ts";

/** How {@linkcode evidence} measures. */
export interface EvidenceOptions {
  /** codes drawn for each image, whose ln p(x|z) are averaged; 1 unless told */
  samples?: number;
  /** images at a time; 1000 unless told */
  batchSize?: number;
}

/** What the evidence lower bound of a set of images is made of, in nats an image. */
export interface Evidence extends Price {
  readonly name: string;
  /** the bound on ln p(x): −(distortion + rate) */
  readonly elbo: number;
  /** −ln p(x|z): what the code leaves to be told */
  readonly distortion: number;
  /** KL(q(z|x) ‖ p(z)): what the code tells */
  readonly rate: number;
  /** the rate of each unit of the code: k numbers */
  readonly unitRates: Float64Array;
  /** the units that tell less than 0.01 nats: their posteriors have collapsed into the prior */
  readonly collapsed: number[];
  /** the units whose mean varies over the images by more than 0.01 (Burda et al. 2016) */
  readonly active: number[];
  /** the terms image by image: n numbers each */
  readonly perImage: Readonly<Record<"elbo" | "distortion" | "rate", Float64Array>>;
}

/** A unit that tells less, in nats, says next to nothing. */
const COLLAPSED = 0.01;
/** Burda, Grosse & Salakhutdinov (2016): a unit is active where the variance of its mean is above. */
const ACTIVE = 0.01;

/**
 * The evidence lower bound of a whole set (Kingma & Welling 2014), its two terms apart: the
 * distortion by drawing codes, the rate exactly.
 *
 * @param images black and white
 * @param random what the codes are drawn from
 * @throws {RangeError} the images are grey or of another size than the network's
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { denseVariationalAutoencoder, evidence, imageSet, Random } from "@autoencoders";
 *
 * const model = denseVariationalAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const images = imageSet(new Uint8Array(3 * 16), { height: 4, width: 4, maximum: 1 });
 * const { elbo, distortion, rate, bitsPerPixel } = evidence(model, images, new Random(1));
 * ok(Math.abs(elbo + distortion + rate) < 1e-9);
 * ok(Math.abs(bitsPerPixel - -elbo / Math.LN2 / 16) < 1e-9);
 * model.dispose();
 * ```
 */
export function evidence(
  model: VariationalAutoencoder,
  images: ImageSet,
  random: Random,
  { samples = 1, batchSize }: EvidenceOptions = {},
): Evidence {
  requireBinary(images);
  if (!Number.isSafeInteger(samples) || samples < 1) {
    throw new RangeError(`samples must be a positive integer, got ${samples}`);
  }
  const n = images.count, k = model.latent;
  const rates = new Float32Array(n * k), means = new Float32Array(n * k);
  const distortions = new Float64Array(n);
  for (const { start, tensor } of inBatches(images, batchSize)) {
    tf.tidy(() => {
      const x = tensor(); // [b, h, w, c]
      const { mean, logVariance } = model.infer(x); // [b, k] each
      means.set(mean.dataSync(), start * k);
      rates.set(divergence({ mean, logVariance }).dataSync(), start * k);
      for (let sample = 0; sample < samples; sample++) {
        const logLikelihoods = tf.tidy(() => {
          const logits = applyModel(model.likelihood, reparameterize(mean, logVariance, random));
          return bernoulliLogLikelihood(x, logits); // [b]
        });
        logLikelihoods.dataSync().forEach((value, i) => distortions[start + i] -= value / samples);
      }
    });
  }
  const { deviation } = unitStatistics(codesFrom(means, k));
  return { name: model.name, ...summary(rates, distortions, deviation, images) };
}

function summary(
  rates: Float32Array,
  distortion: Float64Array,
  deviation: Float64Array,
  images: ImageSet,
) {
  const n = distortion.length, k = deviation.length;
  const rate = new Float64Array(n), unitRates = new Float64Array(k);
  rates.forEach((value, i) => {
    rate[Math.floor(i / k)] += value;
    unitRates[i % k] += value / n;
  });
  const elbo = rate.map((value, i) => -(value + distortion[i]));
  const units = Array.from(deviation, (_, unit) => unit);
  return {
    ...priceOf(mean(elbo), images),
    elbo: mean(elbo),
    distortion: mean(distortion),
    rate: mean(rate),
    unitRates,
    collapsed: units.filter((unit) => unitRates[unit] < COLLAPSED),
    active: units.filter((unit) => deviation[unit] ** 2 > ACTIVE),
    perImage: { elbo, distortion, rate },
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
