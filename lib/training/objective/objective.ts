import * as tf from "@tensorflow/tfjs";
import { binaryCrossEntropy, applyModel, meanSquaredError } from "../../backend/mod.ts";
import { type Autoencoder, VariationalAutoencoder } from "../../models/mod.ts";
import type { Random } from "../../random.ts";
import type { Batch } from "../loop/batch_source.ts";
import type { ValidationFigures } from "../monitoring/history.ts";
import { elboLoss, type ElboSpec, elboTerms } from "./elbo.ts";

/**
 * What training minimises: binary cross-entropy, from logits, or mean squared error, of the outputs,
 * both means over all pixels; or, for a variational autoencoder, the negative evidence lower bound in
 * nats an image, by name or with its parameters.
 */
export type Loss = "bce" | "mse" | ElboSpec["kind"] | ElboSpec;

/** What a loss depends on besides the batch. */
export interface StepContext {
  /** for sampled codes */
  random: Random;
  /** since the run began, with fractions */
  epochs: number;
}

/** What a run minimises, and what validation measures: means over a batch. */
export interface Objective {
  /** whether all batches are computed alike: nothing is sampled and nothing depends on the epoch */
  readonly replayable: boolean;
  loss(batch: Batch, context: StepContext): tf.Scalar;
  measure(batch: Batch, random: Random): Partial<Record<keyof ValidationFigures, tf.Scalar>>;
}

/** @throws {RangeError} the loss is "elbo" and the model is not variational */
export function createObjective(model: Autoencoder, loss: Loss): Objective {
  if (loss === "bce" || loss === "mse") return reconstruction(model, loss);
  if (!(model instanceof VariationalAutoencoder)) {
    throw new RangeError(`loss "elbo" needs a variational autoencoder, got ${model.name}`);
  }
  return evidence(model, loss === "elbo" ? { kind: "elbo" } : loss);
}

/** The reconstruction should equal the target. */
function reconstruction(model: Autoencoder, loss: "bce" | "mse"): Objective {
  const error = (targets: tf.Tensor, logits: tf.Tensor): tf.Scalar =>
    loss === "bce"
      ? binaryCrossEntropy(targets, logits)
      : tf.tidy(() => meanSquaredError(targets, model.activate(logits)));
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
