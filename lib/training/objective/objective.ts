import * as tf from "@tensorflow/tfjs";
import { applyModel, binaryCrossEntropy, meanSquaredError } from "../../backend/mod.ts";
import { type Autoencoder, partBefore, VariationalAutoencoder } from "../../models/mod.ts";
import type { Random } from "../../random.ts";
import { kindOf } from "../../require.ts";
import type { Batch } from "./batch_source.ts";
import type { ValidationFigures } from "../monitoring/history.ts";
import { elboLoss, type ElboSpec, elboTerms } from "./elbo.ts";

/** Every {@linkcode LossName}. */
export const lossNames = ["bce", "mse", "mae", "elbo"] as const;

/** A loss by name. */
export type LossName = typeof lossNames[number];

/** What a {@linkcode LossFunction} may use in addition to targets and outputs. */
export interface LossContext {
  /** the network's input, [n, h, w, c]; with `corrupt` it differs from the target */
  inputs: tf.Tensor4D;
  /** the codes of the inputs, [n, k] */
  codes: tf.Tensor2D;
  /** the outputs before the output activation, [n, h, w, c]: a loss of these is more exact */
  logits: tf.Tensor4D;
  /** the random numbers of this step */
  random: Random;
}

/**
 * A loss of one's own: from the images that a batch should become, [n, h, w, c] in 0–1, and the network's
 * outputs, not clipped, to one number, differentiable, a mean over the batch. It runs within `tf.tidy`.
 *
 * @example Sparse codes: an L1 penalty
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { denseAutoencoder, fit, imageSet, type LossFunction } from "@autoencoders";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const sparse: LossFunction = (target, output, { codes }) =>
 *   tf.add(tf.losses.meanSquaredError(target, output), tf.mul(1e-3, tf.mean(tf.abs(codes))));
 *
 * const images = imageSet(new Uint8Array(64 * 16).fill(255), { height: 4, width: 4 });
 * const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * const { records } = await fit(model, images, { epochs: 3, seed: 1, loss: sparse });
 * ok(records[2].loss < records[0].loss);
 * model.dispose();
 * ```
 */
export type LossFunction = (
  target: tf.Tensor4D,
  output: tf.Tensor4D,
  context: LossContext,
) => tf.Scalar;

/**
 * The loss that training minimises: binary cross-entropy, from logits, mean squared or mean absolute
 * error, of the outputs, all means over all pixels; or, for a variational autoencoder, the negative
 * evidence lower bound in nats per image, by name or with its parameters; or a function.
 */
export type Loss = LossName | ElboSpec | LossFunction;

/** The inputs of a loss in addition to the batch. */
export interface StepContext {
  /** for sampled codes */
  random: Random;
  /** since the run began, with fractions */
  epochs: number;
}

/** The loss of a run and the measurements of its validation: means over a batch. */
export interface Objective {
  /** whether all batches are computed alike: nothing is sampled and nothing depends on the epoch */
  readonly replayable: boolean;
  loss(batch: Batch, context: StepContext): tf.Scalar;
  measure(batch: Batch, random: Random): Partial<Record<keyof ValidationFigures, tf.Scalar>>;
}

/** @throws {RangeError} the loss is "elbo" and the model is not variational */
export function createObjective(model: Autoencoder, loss: Loss): Objective {
  if (typeof loss === "function") return custom(model, loss);
  const spec = typeof loss === "object" ? loss : undefined, name = spec?.kind ?? loss as LossName;
  switch (name) {
    case "bce":
    case "mse":
    case "mae":
      return reconstruction(model, name);
    case "elbo":
      if (!(model instanceof VariationalAutoencoder)) {
        throw new RangeError(`loss "elbo" needs a variational autoencoder, got ${model.name}`);
      }
      return evidence(model, spec ?? { kind: "elbo" });
  }
}

/** The reconstruction should equal the target. */
function reconstruction(model: Autoencoder, loss: "bce" | "mse" | "mae"): Objective {
  const ofOutputs = loss === "mae" ? meanAbsoluteError : meanSquaredError;
  const error = (targets: tf.Tensor, logits: tf.Tensor): tf.Scalar =>
    loss === "bce"
      ? binaryCrossEntropy(targets, logits)
      : tf.tidy(() => ofOutputs(targets, model.activate(logits)));
  return {
    replayable: true,
    loss({ inputs, targets }) {
      return error(targets, applyModel(model.logits, inputs, { training: true }));
    },
    measure({ inputs, targets }) {
      const logits = applyModel(model.logits, inputs);
      return {
        validationLoss: error(targets, logits),
        validationMse: meanSquaredError(targets, model.output(logits)),
      };
    },
  };
}

function meanAbsoluteError(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(targets, outputs)));
}

/** The user's loss, of a pass through encoder and decoder one after the other, for the codes. */
function custom(model: Autoencoder, loss: LossFunction): Objective {
  const { decoder } = model;
  const fromCodes = partBefore(decoder, decoder.layers.at(-1)!, "decoder_logits");
  const both = ({ inputs, targets }: Batch, random: Random, training: boolean) => {
    const codes = applyModel(model.encoder, inputs, { training }) as tf.Tensor2D;
    const logits = applyModel(fromCodes, codes, { training }) as tf.Tensor4D;
    const context = { inputs: inputs as tf.Tensor4D, codes, logits, random };
    const output = model.activate(logits) as tf.Tensor4D;
    return { logits, value: requireScalar(loss(targets as tf.Tensor4D, output, context)) };
  };
  return {
    replayable: false,
    loss: (batch, { random }) => both(batch, random, true).value,
    measure(batch, random) {
      const { logits, value } = both(batch, random, false);
      return {
        validationLoss: value,
        validationMse: meanSquaredError(batch.targets, model.output(logits)),
      };
    },
  };
}

/** @throws {TypeError} a loss function did not return one number as a tensor */
function requireScalar(value: unknown): tf.Scalar {
  if (value instanceof tf.Tensor && value.size === 1) return tf.reshape(value, []);
  const got = value instanceof tf.Tensor ? `a tensor [${value.shape}]` : kindOf(value);
  const advice = value instanceof tf.Tensor ? "; take its tf.mean" : "";
  throw new TypeError(`loss must return a tensor of one number, got ${got}${advice}`);
}

/** The targets should be likely. Validation counts β in full, without warm-up and free bits. */
function evidence(model: VariationalAutoencoder, spec: ElboSpec): Objective {
  return {
    replayable: false,
    loss: (batch, context) => elboLoss(model, batch, spec, context),
    measure(batch, random) {
      const { distortion, rates, logits } = elboTerms(model, batch, random);
      const rate = tf.sum(rates) as tf.Scalar;
      return {
        validationLoss: tf.add(distortion, tf.mul(spec.beta ?? 1, rate)),
        validationMse: meanSquaredError(batch.targets, model.output(logits)),
        validationDistortion: distortion,
        validationRate: rate,
      };
    },
  };
}
