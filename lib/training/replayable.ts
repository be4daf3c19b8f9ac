import * as tf from "@tensorflow/tfjs";
import { Replay } from "../backend/runtime/replay.ts";
import type { Autoencoder } from "../models/mod.ts";
import type { Objective } from "./objective.ts";

// Layers whose outputs follow from their inputs and weights alone. Dropout draws, and batch
// normalisation keeps running means.
const fixed = new Set([
  "Activation",
  "Conv2D",
  "Conv2DTranspose",
  "Cropping2D",
  "Dense",
  "Flatten",
  "GlobalAveragePooling2D",
  "InputLayer",
  "LeakyReLU",
  "MaxPooling2D",
  "ReLU",
  "Reshape",
  "UpSampling2D",
]);

/** What replays the training step; undefined where it is not the same for every batch. */
export function replayOf(
  model: Autoencoder,
  objective: Objective,
  batchSize: number,
): Replay | undefined {
  const { layers, weights } = model.logits;
  if (!objective.fixed || !layers.every((layer) => fixed.has(layer.getClassName()))) {
    return undefined;
  }
  const registered = tf.engine().registeredVariables;
  return new Replay(weights.map(({ name }) => registered[name]), batchSize);
}
