import * as tf from "@tensorflow/tfjs";
import type pl from "nodejs-polars";
import { polars } from "../../polars.ts";
import { applyModel } from "../../backend/mod.ts";
import { codesFrom } from "../../codes.ts";
import { type ImageSet, labelsAt, requireImages } from "../../images.ts";
import {
  divergence,
  reparameterize,
  requireVariational,
  type VariationalAutoencoder,
} from "../../models/mod.ts";
import { inBatches } from "../../preprocessing/mod.ts";
import { type Random, requireRandom } from "../../random.ts";
import { requireInteger, requireMember, requireRecord } from "../../require.ts";
import { unitStatistics } from "../codes/unit_statistics.ts";
import { mean } from "../../statistics/mod.ts";
import { type CodeLength, codeLength, logLikelihood, requireLikely } from "./likelihood.ts";

/** The evidence lower bound of a set of images and its terms, in nats per image. */
export interface Evidence extends CodeLength {
  readonly name: string;
  /** the bound on ln p(x): −(distortion + rate) */
  readonly elbo: number;
  /** −ln p(x|z): the information that the code lacks */
  readonly distortion: number;
  /** KL(q(z|x) ‖ p(z)): the information in the code */
  readonly rate: number;
  /** the rate of each unit of the code: k numbers */
  readonly unitRates: Float64Array;
  /** the units with a rate below 0.01 nats: their posterior has collapsed to the prior */
  readonly collapsed: number[];
  /** the units whose posterior mean has a variance above 0.01 over the images */
  readonly active: number[];
  /** the terms of each image: n numbers each */
  readonly perImage: Readonly<Record<"elbo" | "distortion" | "rate", Float64Array>>;
}

/** Rate below which a unit counts as collapsed, in nats. */
const COLLAPSED = 0.01;
/** Variance of the posterior mean above which a unit counts as active (Burda et al. 2016). */
const ACTIVE = 0.01;

/**
 * The evidence lower bound of a set of images (Kingma & Welling 2014),
 *
 *     ELBO = E_q[ln p(x|z)] − KL(q(z|x) ‖ p(z)) = −(distortion + rate)
 *
 * The distortion is estimated by sampling codes, the rate is exact.
 *
 * @param images black and white, or grey or colour with a Gaussian likelihood
 * @param random generator for the sampled codes
 * @param samples codes sampled per image, over which ln p(x|z) is averaged
 * @throws {RangeError} the images are grey or not of the network's size, or samples is not an
 * integer of at least 1
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
  samples = 1,
): Evidence {
  requireVariational(model);
  requireImages(images);
  requireRandom(random);
  requireLikely(model, images);
  requireInteger("samples", samples);
  const n = images.count, k = model.latent;
  const rates = new Float32Array(n * k), means = new Float32Array(n * k);
  const distortions = new Float64Array(n);
  for (const { start, indices, tensor } of inBatches(images)) {
    const labels = labelsAt(images, indices);
    tf.tidy(() => {
      const x = tensor(); // [b, h, w, c]
      const posterior = model.infer(x); // [b, k] each
      means.set(posterior.mean.dataSync(), start * k);
      rates.set(divergence(posterior).dataSync(), start * k);
      for (let sample = 0; sample < samples; sample++) {
        const logLikelihoods = tf.tidy(() => {
          const codes = reparameterize(posterior.mean, posterior.logVariance, random); // [b, k]
          const logits = applyModel(model.likelihood, model.codesWithLabels(codes, labels));
          return logLikelihood(model, x, logits, images.maximum); // [b]
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
    ...codeLength(mean(elbo), images),
    elbo: mean(elbo),
    distortion: mean(distortion),
    rate: mean(rate),
    unitRates,
    collapsed: units.filter((unit) => unitRates[unit] < COLLAPSED),
    active: units.filter((unit) => deviation[unit] ** 2 > ACTIVE),
    perImage: { elbo, distortion, rate },
  };
}

/**
 * Compares bounds, one row each, in the order given: the two terms and the bound in nats per image,
 * the bound in bits per pixel, and the numbers of active and collapsed units.
 *
 * @param evidences by the name of the row
 * @throws {RangeError} `evidences` is empty
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseVariationalAutoencoder, evidence, evidenceTable, imageSet, Random } from "@autoencoders";
 *
 * const model = denseVariationalAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const images = imageSet(new Uint8Array(3 * 16), { height: 4, width: 4, maximum: 1 });
 * const table = evidenceTable({ untrained: evidence(model, images, new Random(1)) });
 * deepStrictEqual(table.getColumn("name").toArray(), ["untrained"]);
 * model.dispose();
 * ```
 */
export function evidenceTable(evidences: Readonly<Record<string, Evidence>>): pl.DataFrame {
  requireRecord("evidences", evidences);
  for (const [name, one] of Object.entries(evidences)) {
    requireMember(`evidence ${name}`, one, "active", "evidence()");
  }
  const all = Object.entries(evidences);
  if (all.length === 0) throw new RangeError("evidenceTable() needs at least 1 bound, got 0");
  const pl = polars();
  const column = (name: string, type: pl.DataType, value: (one: Evidence) => number) =>
    pl.Series(name, all.map(([, one]) => value(one)), type);
  return pl.DataFrame([
    pl.Series("name", all.map(([name]) => name), pl.Utf8),
    column("n", pl.Int32, ({ n }) => n),
    column("distortion", pl.Float64, ({ distortion }) => distortion),
    column("rate", pl.Float64, ({ rate }) => rate),
    column("elbo", pl.Float64, ({ elbo }) => elbo),
    column("bitsPerPixel", pl.Float64, ({ bitsPerPixel }) => bitsPerPixel),
    column("active", pl.Int32, ({ active }) => active.length),
    column("collapsed", pl.Int32, ({ collapsed }) => collapsed.length),
  ]);
}
