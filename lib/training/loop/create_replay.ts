import * as tf from "@tensorflow/tfjs";
import { Replay } from "../../backend/mod.ts";
import type { Autoencoder } from "../../models/mod.ts";
import type { Objective } from "../objective/objective.ts";

// Layers whose outputs depend on their inputs and weights alone. Dropout samples masks, and batch
// normalisation updates running means.
const replayableLayers = new Set([
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

/** Replays training steps on batches of `batchSize`; undefined where not all steps are the same. */
export function createReplay(
  model: Autoencoder,
  objective: Objective,
  batchSize: number,
): Replay | undefined {
  const { layers, weights } = model.logits;
  if (!objective.replayable) return undefined;
  if (!layers.every((layer) => replayableLayers.has(layer.getClassName()))) return undefined;
  const registered = tf.engine().registeredVariables;
  return new Replay(weights.map(({ name }) => registered[name]), batchSize);
}
