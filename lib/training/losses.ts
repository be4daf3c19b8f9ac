import * as tf from "@tensorflow/tfjs";
import { binaryCrossEntropy, meanSquaredError } from "../backend/mod.ts";
import type { Autoencoder } from "../models/mod.ts";

/** Binary cross-entropy, from logits, or mean squared error, of the outputs; means over all pixels. */
export type Loss = "bce" | "mse";

/** The loss of the network's logits against the images that should come out. */
export function lossOf(
  loss: Loss,
  model: Autoencoder,
  targets: tf.Tensor,
  logits: tf.Tensor,
): tf.Scalar {
  if (loss === "bce") return binaryCrossEntropy(targets, logits);
  return tf.tidy(() => meanSquaredError(targets, model.activate(logits)));
}
