import * as tf from "@tensorflow/tfjs";
import { Replay } from "../../backend/mod.ts";
import type { LayerSpec } from "../../models/mod.ts";
import { sayOnce } from "../../progress/mod.ts";
import { isReplayable } from "../optimizers/optimizer.ts";
import type { ResolvedFitOptions } from "./options.ts";
import type { Run } from "./run.ts";

/**
 * Whether the outputs of a layer depend on its inputs and weights alone. Dropout samples masks, batch
 * normalisation updates running means, and layers of tfjs may do either.
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
  tfjs: false,
  transposedConvolution: true,
  upSampling: true,
};

/** Replays training steps on batches of `batchSize`; undefined if the steps differ. */
export function createReplay(
  { model, objective, optimizer, options }: Run,
  batchSize: number,
): Replay | undefined {
  const { spec: { encoder, decoder }, logits: { weights } } = model;
  sayWhatIsNotReplayed(options, optimizer);
  if (!objective.replayable || !isReplayable(optimizer)) return undefined;
  if (![...encoder, ...decoder].every(({ type }) => replayable[type])) return undefined;
  const registered = tf.engine().registeredVariables;
  return new Replay(weights.map(({ name }) => registered[name]), batchSize);
}

/** On our backend, where other runs are faster for it. */
function sayWhatIsNotReplayed({ loss }: ResolvedFitOptions, optimizer: tf.Optimizer): void {
  if (!tf.getBackend().startsWith("native")) return;
  const what = typeof loss === "function" && "a loss that is a function" ||
    !isReplayable(optimizer) && `the optimizer ${optimizer.constructor.name}`;
  if (!what) return;
  sayOnce(`fit: with ${what} steps are not recorded and replayed; each takes more time`);
}
