import * as tf from "@tensorflow/tfjs";
import { applyModel, meanSquaredError } from "../backend/mod.ts";
import { type Autoencoder, VariationalAutoencoder } from "../models/mod.ts";
import type { Random } from "../random.ts";
import { elboLoss, type ElboSpec, pass } from "./elbo.ts";
import type { Pair } from "./feed.ts";
import { type Loss, lossOf } from "./losses.ts";
import type { ValidationFigures } from "./monitor.ts";

/** Where a training step stands. */
export interface Moment {
  /** what noise is drawn from */
  random: Random;
  /** since the run began, in parts of epochs */
  epochs: number;
}

/** What a run brings down, and how validation measures it: means over a batch. */
export interface Objective {
  /** the loss of every batch is computed in the same way: nothing is drawn, no weight grows */
  readonly fixed: boolean;
  loss(pair: Pair, moment: Moment): tf.Scalar;
  measure(pair: Pair, random: Random): Partial<Record<keyof ValidationFigures, tf.Scalar>>;
}

/** @throws {RangeError} the loss does not go with the model */
export function objectiveOf(model: Autoencoder, loss: Loss): Objective {
  if (loss === "bce" || loss === "mse") return reconstruction(model, loss);
  if (!(model instanceof VariationalAutoencoder)) {
    throw new RangeError(`loss "elbo" needs a variational autoencoder, got ${model.name}`);
  }
  return evidence(model, loss === "elbo" ? { kind: "elbo" } : loss);
}

/** What comes back shall be what went in. */
function reconstruction(model: Autoencoder, loss: "bce" | "mse"): Objective {
  return {
    fixed: true,
    loss({ inputs, targets }) {
      return lossOf(loss, model, targets, applyModel(model.logits, inputs, { training: true }));
    },
    measure({ inputs, targets }) {
      const logits = applyModel(model.logits, inputs);
      return {
        validationLoss: lossOf(loss, model, targets, logits),
        validationMse: meanSquaredError(targets, model.output(logits)),
      };
    },
  };
}

/** The images shall be likely. Validation counts β in full and every bit of the KL term. */
function evidence(model: VariationalAutoencoder, spec: ElboSpec): Objective {
  return {
    fixed: false,
    loss: (pair, moment) => elboLoss(model, pair, spec, moment),
    measure(pair, random) {
      const { distortion, rates, logits } = pass(model, pair, random);
      const rate = tf.sum(rates) as tf.Scalar;
      return {
        validationLoss: tf.add(distortion, tf.mul(spec.beta ?? 1, rate)),
        validationMse: meanSquaredError(pair.targets, model.output(logits)),
        validationDistortion: distortion,
        validationRate: rate,
      };
    },
  };
}
