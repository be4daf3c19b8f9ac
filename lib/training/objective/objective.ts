import * as tf from "@tensorflow/tfjs";
import { applyModel, binaryCrossEntropy, meanSquaredError } from "../../backend/mod.ts";
import { type Autoencoder, VariationalAutoencoder } from "../../models/mod.ts";
import type { Random } from "../../random.ts";
import type { Batch } from "./batch_source.ts";
import type { ValidationFigures } from "../monitoring/history.ts";
import { elboLoss, type ElboSpec, elboTerms } from "./elbo.ts";

/** Every {@linkcode LossName}. */
export const lossNames = ["bce", "mse", "elbo"] as const;

/** A loss by name. */
export type LossName = typeof lossNames[number];

/**
 * The loss that training minimises: binary cross-entropy, from logits, or mean squared error, of the
 * outputs, both means over all pixels; or, for a variational autoencoder, the negative evidence lower
 * bound in nats per image, by name or with its parameters.
 */
export type Loss = LossName | ElboSpec;

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
  const spec = typeof loss === "object" ? loss : undefined, name = spec?.kind ?? loss as LossName;
  switch (name) {
    case "bce":
    case "mse":
      return reconstruction(model, name);
    case "elbo":
      if (!(model instanceof VariationalAutoencoder)) {
        throw new RangeError(`loss "elbo" needs a variational autoencoder, got ${model.name}`);
      }
      return evidence(model, spec ?? { kind: "elbo" });
  }
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
