import * as tf from "@tensorflow/tfjs";
import { applyModel, binaryCrossEntropy } from "../backend/mod.ts";
import { requireNumber, requireOneOf } from "../models/check.ts";
import { divergence, reparameterize, type VariationalAutoencoder } from "../models/mod.ts";
import { parted } from "../models/variational.ts";
import type { Random } from "../random.ts";
import type { Pair } from "./feed.ts";

/**
 * The loss of a variational autoencoder, in nats an image: the negative evidence lower bound
 * (Kingma & Welling 2014),
 *
 *     −ln p(x|z) + β·KL(q(z|x) ‖ p(z))
 */
export interface ElboSpec {
  kind: "elbo";
  /** β, the weight of the KL term (Higgins et al. 2017); 1 unless told: the bound itself */
  beta?: number;
  /** epochs in which that weight grows evenly from 0 (Bowman et al. 2016); 0 unless told */
  warmUpEpochs?: number;
  /**
   * nats below which the KL term of a unit, averaged over the batch, costs nothing less
   * (Kingma et al. 2016); 0 unless told
   */
  freeBits?: number;
}

/**
 * @throws {RangeError} a number of the loss is out of range
 * @throws {TypeError} it is not a number
 */
export function checkElbo({ kind, beta = 1, warmUpEpochs = 0, freeBits = 0 }: ElboSpec): void {
  requireOneOf("loss", kind, ["elbo"]);
  for (const [name, value] of Object.entries({ beta, warmUpEpochs, freeBits })) {
    requireNumber(name, value);
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(`${name} must be a finite number of at least 0, got ${value}`);
    }
  }
}

/** β at a moment of training, told in epochs since it began. */
export function betaAt({ beta = 1, warmUpEpochs = 0 }: ElboSpec, epochs: number): number {
  return epochs < warmUpEpochs ? beta * epochs / warmUpEpochs : beta;
}

/** What a pass through a variational autoencoder gives, one code drawn for each image. */
export interface Pass {
  /** −ln p(x|z), the mean over the batch: nats an image */
  distortion: tf.Scalar;
  /** the KL divergence of each unit, the mean over the batch: nats, [k] */
  rates: tf.Tensor1D;
  /** of the pixels, [n, h, w, c] */
  logits: tf.Tensor;
}

/** Images in, a code drawn from the posterior of each, logits out, and what the bound is made of. */
export function pass(
  model: VariationalAutoencoder,
  { inputs, targets }: Pair,
  random: Random,
  training = false,
): Pass {
  const posterior = parted(applyModel(model.posterior, inputs, { training }));
  const codes = reparameterize(posterior.mean, posterior.logVariance, random); // [n, k]
  const logits = applyModel(model.likelihood, codes, { training }); // [n, h, w, c]
  const pixels = logits.size / logits.shape[0];
  return {
    distortion: tf.mul(pixels, binaryCrossEntropy(targets, logits)),
    rates: tf.mean(divergence(posterior), 0),
    logits,
  };
}

/** The loss of a training batch. */
export function elboLoss(
  model: VariationalAutoencoder,
  pair: Pair,
  spec: ElboSpec,
  { random, epochs }: { random: Random; epochs: number },
): tf.Scalar {
  const { distortion, rates } = pass(model, pair, random, true);
  const { freeBits = 0 } = spec;
  const charged = freeBits > 0 ? tf.maximum(rates, freeBits) : rates;
  return tf.add(distortion, tf.mul(betaAt(spec, epochs), tf.sum(charged)));
}
