import * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "../ops/elementwise/activations.ts";
import { differentiable, runKernel, runKernels } from "../runtime/differentiable.ts";

/** An activation f and its parameter; undefined for f(x) = x. */
export type Applied = { activation: Activation; alpha: number } | undefined;

/** f(x) */
export function activate(x: tf.Tensor, applied: NonNullable<Applied>): tf.Tensor {
  const { activation, alpha } = applied;
  return differentiable({ x }, (save) => {
    const y = forwardOf(x, applied);
    save([activation.saves === "input" ? x : y]);
    return y;
  }, (dy, [saved]) => ({
    x: () => runKernel("ActivationGradient", { dy, saved }, { activation: activation.name, alpha }),
  }));
}

/** f(x · w + b), x [n, k], w [k, m], b [m] */
export function dense(
  x: tf.Tensor,
  w: tf.Tensor,
  bias: tf.Tensor | undefined,
  applied: Applied,
): tf.Tensor {
  const product = (activation: string) =>
    runKernel("_FusedMatMul", bias ? { a: x, b: w, bias } : { a: x, b: w }, {
      transposeA: false,
      transposeB: false,
      activation,
      leakyreluAlpha: applied?.alpha,
    });
  return layer({ x, w, bias }, product, applied, (d, x, w) => ({
    x: () => runKernel("BatchMatMul", { a: d, b: w }, { transposeA: false, transposeB: true }),
    w: () => runKernel("BatchMatMul", { a: x, b: d }, { transposeA: true, transposeB: false }),
  }));
}

/** How a convolution's window moves; channels last. */
export interface Window {
  strides: [number, number];
  pad: "same" | "valid";
}

/** f(x ∗ w + b), x [n, h, w, c], w [kh, kw, c, f], b [f] */
export function convolution(
  x: tf.Tensor,
  w: tf.Tensor,
  bias: tf.Tensor | undefined,
  window: Window,
  applied: Applied,
): tf.Tensor {
  const settings = { ...window, dataFormat: "NHWC", dilations: [1, 1] };
  const inputs = { x, filter: w, ...bias && { bias } };
  const convolve = (activation: string) =>
    runKernel("ConvolutionLayer", inputs, {
      ...settings,
      activation,
      leakyreluAlpha: applied?.alpha,
    });
  return layer({ x, w, bias }, convolve, applied, (d, x, w) => ({
    x: () =>
      runKernel("Conv2DBackpropInput", { dy: d, filter: w }, { ...settings, inputShape: x.shape }),
    w: () => runKernel("Conv2DBackpropFilter", { x, dy: d }, { ...settings, filterShape: w.shape }),
  }));
}

/** The transposed convolution to `shape`: x [n, h, w, f], w [kh, kw, c, f], b [c] */
export function transposedConvolution(
  x: tf.Tensor,
  w: tf.Tensor,
  bias: tf.Tensor | undefined,
  window: Window,
  shape: number[],
  applied: Applied,
): tf.Tensor {
  const settings = { ...window, dataFormat: "NHWC", dilations: [1, 1] };
  const inputs = { dy: x, filter: w, ...bias && { bias } };
  const convolve = (activation: string) => {
    const shaped = { ...settings, inputShape: shape, activation };
    const attributes = { ...shaped, leakyreluAlpha: applied?.alpha };
    return runKernel("TransposedConvolutionLayer", inputs, attributes);
  };
  return layer({ x, w, bias }, convolve, applied, (d, x, w) => ({
    x: () => runKernel("Conv2D", { x: d, filter: w }, settings),
    w: () =>
      runKernel("Conv2DBackpropFilter", { x: d, dy: x }, { ...settings, filterShape: w.shape }),
  }));
}

/**
 * f(z) with z = linear + b, and its gradients. With d = dy · f′, the gradient of b is the sum of d
 * over all axes but the last, and `gradients` computes those of the linear part.
 */
function layer(
  { x, w, bias }: { x: tf.Tensor; w: tf.Tensor; bias?: tf.Tensor },
  linear: (activation: string) => tf.Tensor,
  applied: Applied,
  gradients: (
    d: tf.Tensor,
    x: tf.Tensor,
    w: tf.Tensor,
  ) => { x: () => tf.Tensor; w: () => tf.Tensor },
): tf.Tensor {
  const inputs = { x, w, ...bias && { bias } };
  // A tidy may dispose the other tensors before the backward pass, but not a variable.
  const others = w instanceof tf.Variable ? [] : [w];
  return differentiable(inputs, (save) => {
    if (applied?.activation.saves === "input") {
      const z = linear("linear");
      save([x, z, ...others]);
      return forwardOf(z, applied);
    }
    const y = linear(applied?.activation.name ?? "linear");
    save([x, y, ...others]);
    return y;
  }, (dy, [savedX, saved, savedW = w]) => {
    const [d, db] = applied ? timesSlope(dy, saved, applied, bias !== undefined) : [dy, undefined];
    const bySum = () => tf.sum(tf.reshape(d, [-1, d.shape.at(-1)!]), 0);
    return { ...gradients(d, savedX, savedW), ...bias && { bias: () => db ?? bySum() } };
  });
}

/** d = dy · f′ and, with a bias, its gradient. */
function timesSlope(
  dy: tf.Tensor,
  saved: tf.Tensor,
  { activation, alpha }: NonNullable<Applied>,
  withBias: boolean,
): tf.Tensor[] {
  const attributes = { activation: activation.name, alpha };
  if (withBias) return runKernels("ActivationBiasGradient", { dy, saved }, attributes);
  return [runKernel("ActivationGradient", { dy, saved }, attributes)];
}

function forwardOf(x: tf.Tensor, { activation, alpha }: NonNullable<Applied>): tf.Tensor {
  const name = activation.name[0].toUpperCase() + activation.name.slice(1);
  return runKernel(name, { x }, { alpha });
}
