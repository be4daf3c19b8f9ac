import * as tf from "@tensorflow/tfjs-core";
import { SharedMemoryBackend } from "./backend.ts";

/** Saves tensors for the backward pass; does nothing if no gradient is being recorded. */
export type Save = (tensors: tf.Tensor[]) => void;

/** The gradient with respect to each input, each computed only if needed. */
export type Backward = (
  dy: tf.Tensor,
  saved: tf.Tensor[],
) => Record<string, () => tf.Tensor>;

/**
 * An operation with a custom gradient. Unlike tf.customGrad it does not compute the gradients of
 * all inputs: the first layer needs none for its input.
 */
export function differentiable(
  inputs: Record<string, tf.Tensor>,
  forward: (save: Save) => tf.Tensor,
  backward: Backward,
): tf.Tensor {
  const engine = tf.engine() as unknown as {
    runKernelFunc(call: {
      inputs: Record<string, tf.Tensor>;
      forwardFunc: (backend: unknown, save: Save) => tf.Tensor;
      backwardsFunc: Backward;
    }): tf.Tensor;
  };
  return engine.runKernelFunc({
    inputs,
    forwardFunc: (_backend, save) => forward(save),
    backwardsFunc: backward,
  });
}

const engineState = () =>
  (tf.engine() as unknown as { state: { gradientDepth: number; kernelDepth: number } }).state;

/** Whether the current computation is being recorded for a gradient. */
export function isRecording(): boolean {
  const { gradientDepth, kernelDepth } = engineState();
  return gradientDepth > 0 && kernelDepth <= 1;
}

/**
 * Whether operations with a gradient of their own may be used: on our backend, except within the gradient
 * of a gradient, as theirs have none. There the operations of tfjs take their place.
 */
export function mayFuse(): boolean {
  return tf.backend() instanceof SharedMemoryBackend && engineState().gradientDepth <= 1;
}

/** Runs a kernel of the current backend. */
export function runKernel(
  name: string,
  // deno-lint-ignore no-explicit-any
  inputs: Record<string, any>,
  attributes: Record<string, unknown> = {},
): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
}

/** Runs a kernel with several results. */
export function runKernels(
  ...call: Parameters<typeof runKernel>
): tf.Tensor[] {
  return runKernel(...call) as unknown as tf.Tensor[];
}
