import * as tf from "@tensorflow/tfjs";
import { applyModel, binaryCrossEntropy } from "../../backend/mod.ts";
import {
  divergence,
  gaussianLogLikelihood,
  reparameterize,
  splitPosterior,
  type VariationalAutoencoder,
} from "../../models/mod.ts";
import { requireKnown, requireNumber, requireOneOf } from "../../require.ts";
import type { Random } from "../../random.ts";
import type { Batch } from "./batch_source.ts";

/**
 * The loss of a variational autoencoder, in nats per image: the negative evidence lower bound
 * (Kingma & Welling 2014),
 *
 *     −ln p(x|z) + β · KL(q(z|x) ‖ p(z))
 */
export interface ElboSpec {
  kind: "elbo";
  /** β, the weight of the KL term (Higgins et al. 2017); default 1, the bound itself */
  beta?: number;
  /** epochs in which β grows linearly from 0 (Bowman et al. 2016); default 0 */
  warmUpEpochs?: number;
  /**
   * λ, the least value at which the KL term of a unit, averaged over the batch, counts, in nats
   * (Kingma et al. 2016); default 0
   */
  freeBits?: number;
}

/**
 * @throws {RangeError} a parameter is out of range
 * @throws {TypeError} a parameter is not a number
 */
export function checkElbo(spec: ElboSpec): void {
  requireKnown("loss", spec, { kind: true, beta: true, warmUpEpochs: true, freeBits: true });
  const { kind, beta = 1, warmUpEpochs = 0, freeBits = 0 } = spec;
  requireOneOf("loss", kind, ["elbo"]);
  for (const [name, value] of Object.entries({ beta, warmUpEpochs, freeBits })) {
    requireNumber(name, value);
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(`${name} must be a finite number of at least 0, got ${value}`);
    }
  }
}

/** β after `epochs` epochs, fractions included: β · min(1, epochs ÷ warmUpEpochs). */
export function betaAt({ beta = 1, warmUpEpochs = 0 }: ElboSpec, epochs: number): number {
  return epochs < warmUpEpochs ? beta * epochs / warmUpEpochs : beta;
}

/** The terms of the bound, with one sampled code for each image. */
export interface ElboTerms {
  /** −ln p(x|z), the mean over the batch: nats per image */
  distortion: tf.Scalar;
  /** the KL divergence of each unit, the mean over the batch: nats, [k] */
  rates: tf.Tensor1D;
  /** of the pixels, [n, h, w, c] */
  logits: tf.Tensor;
}

/** Encodes images, samples a code from the posterior of each, decodes it and measures both terms. */
export function elboTerms(
  model: VariationalAutoencoder,
  { inputs, targets, maximum, labels }: Batch,
  random: Random,
  training = false,
): ElboTerms {
  const posterior = splitPosterior(applyModel(model.posterior, inputs, { training }));
  const codes = reparameterize(posterior.mean, posterior.logVariance, random); // [n, k]
  const given = model.codesWithLabels(codes, labels());
  const logits = applyModel(model.likelihood, given, { training }); // [n, h, w, c]
  const pixels = logits.size / logits.shape[0], { likelihood } = model.spec;
  const distortion = likelihood
    ? tf.neg(
      tf.mean(gaussianLogLikelihood(targets, model.activate(logits), likelihood, maximum)),
    ) as tf.Scalar
    : tf.mul<tf.Scalar>(pixels, binaryCrossEntropy(targets, logits));
  return {
    distortion,
    rates: tf.mean(divergence(posterior), 0),
    logits,
  };
}

/**
 * The loss of a training batch:
 *
 *     distortion + β · Σⱼ max(λ, KLⱼ)
 */
export function elboLoss(
  model: VariationalAutoencoder,
  batch: Batch,
  spec: ElboSpec,
  { random, epochs }: { random: Random; epochs: number },
): tf.Scalar {
  const { distortion, rates } = elboTerms(model, batch, random, true);
  const { freeBits = 0 } = spec;
  const counted = freeBits > 0 ? tf.maximum(rates, freeBits) : rates;
  return tf.add(distortion, tf.mul(betaAt(spec, epochs), tf.sum(counted)));
}
