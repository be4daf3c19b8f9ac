import * as tf from "@tensorflow/tfjs";
import { Replay } from "../../backend/mod.ts";
import type { Autoencoder, LayerSpec } from "../../models/mod.ts";
import type { Objective } from "../objective/objective.ts";

/**
 * Whether the outputs of a layer depend on its inputs and weights alone. Dropout samples masks, and batch
 * normalisation updates running means.
 */
const replayable: Record<LayerSpec["type"], boolean> = {
  activation: true,
  batchNormalization: false,
  convolution: true,
  cropping: true,
  dense: true,
  dropout: false,
  flatten: true,
  globalAveragePooling: true,
  maxPooling: true,
  posteriorMean: true,
  reshape: true,
  transposedConvolution: true,
  upSampling: true,
};

/** Replays training steps on batches of `batchSize`; undefined if the steps differ. */
export function createReplay(
  model: Autoencoder,
  objective: Objective,
  batchSize: number,
): Replay | undefined {
  const { spec: { encoder, decoder }, logits: { weights } } = model;
  if (!objective.replayable) return undefined;
  if (![...encoder, ...decoder].every(({ type }) => replayable[type])) return undefined;
  const registered = tf.engine().registeredVariables;
  return new Replay(weights.map(({ name }) => registered[name]), batchSize);
}
