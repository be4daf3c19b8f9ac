import * as tf from "@tensorflow/tfjs";
import { binaryCrossEntropy, meanSquaredError } from "../../backend/mod.ts";
import type { Autoencoder } from "../../models/mod.ts";
import type { ElboSpec } from "./elbo.ts";

/**
 * What training brings down: binary cross-entropy, from logits, or mean squared error, of the outputs,
 * both means over all pixels; or, of a variational autoencoder, the negative evidence lower bound in
 * nats an image, by name or with numbers of its own.
 */
export type Loss = "bce" | "mse" | ElboSpec["kind"] | ElboSpec;

/** The loss of the network's logits against the images that should come out. */
export function lossOf(
  loss: "bce" | "mse",
  model: Autoencoder,
  targets: tf.Tensor,
  logits: tf.Tensor,
): tf.Scalar {
  if (loss === "bce") return binaryCrossEntropy(targets, logits);
  return tf.tidy(() => meanSquaredError(targets, model.activate(logits)));
}
