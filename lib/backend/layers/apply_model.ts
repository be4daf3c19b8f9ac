import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { SharedMemoryBackend } from "../runtime/backend.ts";
import { runModel } from "./run_model.ts";
import { requireKnown } from "../options.ts";

/** How {@linkcode applyModel} runs a model. */
export interface ApplyOptions {
  /** whether dropout is active and batch normalization uses the batch statistics; default false */
  training?: boolean;
}

/**
 * The output of `model` for `x`, differentiable like `model.apply(x)`. On the native backend each
 * layer's product, bias and activation are one operation.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { applyModel } from "@autoencoders/backend";
 *
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: "ones" })],
 * });
 * deepStrictEqual([...applyModel(model, tf.tensor2d([[1, 2], [3, 4]])).dataSync()], [3, 7]);
 * ```
 */
export function applyModel(
  model: LayersModel,
  x: tf.Tensor,
  options: ApplyOptions = {},
): tf.Tensor {
  requireKnown("applyModel", options, { training: true });
  const { training = false } = options;
  const byTfjs = () => model.apply(x, { training }) as tf.Tensor;
  if (!(tf.backend() instanceof SharedMemoryBackend)) return byTfjs();
  return tf.tidy(() => runModel(model, x, training) ?? byTfjs());
}
