import * as tf from "@tensorflow/tfjs";
import { type Codes, requireCodes } from "../../codes.ts";
import { unitStatistics } from "../../evaluation/mod.ts";
import { requireInRange, requireKnown, requireList } from "../../require.ts";
import { minimise, rowArgmax } from "../../statistics/mod.ts";
import { countClasses } from "./labels.ts";

/** Options of {@linkcode fitLinearProbe}. */
export interface ProbeOptions {
  /** λ of the L2 penalty λ/2·Σ w²; default 1e-4 */
  penalty?: number;
}

/** A linear classifier of codes: its accuracy shows how far classes are linearly separable. */
export interface LinearProbe {
  /** one more than the highest label */
  readonly classes: number;
  /** cross-entropy of the training codes in nats, without the penalty */
  readonly loss: number;
  /** d × classes numbers, for codes standardised to mean 0 and deviation 1 */
  readonly weights: Float32Array;
  /** the most probable class of each code */
  predict(codes: Codes): Int32Array;
  /** the probability of each class: n × classes numbers */
  probabilities(codes: Codes): Float32Array;
}

/**
 * Multinomial logistic regression on codes whose units are standardised to mean 0 and deviation 1:
 *
 * p(k|x) = softmax(x·W + b)k, loss = −mean ln p(label|x) + λ/2·Σ W².
 *
 * The loss has a single minimum and the weights start at 0, so no seed is needed.
 *
 * @param codes n × d training codes
 * @param labels their classes
 * @throws {RangeError} the numbers of labels and codes differ, or the penalty is negative
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { codesFrom, fitLinearProbe } from "@autoencoders";
 *
 * const probe = fitLinearProbe(codesFrom([0, 1, 9, 10], 1), [0, 0, 1, 1]);
 * deepStrictEqual([...probe.predict(codesFrom([2, 8], 1))], [0, 1]);
 * ```
 */
export function fitLinearProbe(
  codes: Codes,
  labels: ArrayLike<number>,
  options: ProbeOptions = {},
): LinearProbe {
  requireCodes(codes);
  requireList("labels", labels);
  requireKnown("fitLinearProbe", options, { penalty: true });
  const { penalty = 1e-4 } = options;
  const classes = countClasses(labels, codes.count), d = codes.dimensions;
  requireInRange("penalty", penalty, 0, Number.MAX_VALUE);
  const { mean, deviation, dead } = unitStatistics(codes);
  const scale = deviation.map((value, unit) => dead.includes(unit) ? 0 : 1 / value);
  const x = standardise(codes, mean, scale);
  const fitted = minimise(
    (parameters, gradient) => regressionLoss(x, labels, parameters, gradient, penalty),
    new Float64Array((d + 1) * classes),
  );
  const loss = regressionLoss(x, labels, fitted, new Float64Array(fitted.length), 0);
  x.dispose();

  const probabilities = (codes: Codes): Float32Array => {
    if (codes.dimensions !== d) {
      throw new RangeError(`codes must have ${d} dimensions, got ${codes.dimensions}`);
    }
    return tf.tidy(() => softmax(standardise(codes, mean, scale), fitted, classes));
  };
  const predict = (codes: Codes): Int32Array => rowArgmax(probabilities(codes), classes);
  const weights = Float32Array.from(fitted.subarray(0, d * classes));
  return { classes, loss, weights, predict, probabilities };
}

/**
 * The loss and its gradient, ∂loss/∂W = Xᵀ·(P − Y)/n + λ·W and ∂loss/∂b = Σ (P − Y)/n.
 *
 * @param parameters W [d, classes], then b [classes]
 */
function regressionLoss(
  x: tf.Tensor2D,
  labels: ArrayLike<number>,
  parameters: Float64Array,
  gradient: Float64Array,
  penalty: number,
): number {
  const [n, d] = x.shape, classes = parameters.length / (d + 1);
  const error = softmax(x, parameters, classes); // P, then (P − Y)/n
  let loss = 0;
  gradient.fill(0);
  for (let i = 0; i < n; i++) {
    const correct = i * classes + labels[i];
    loss -= Math.log(Math.max(error[correct], Number.MIN_VALUE)) / n;
    error[correct] -= 1;
    for (let k = 0; k < classes; k++) {
      error[i * classes + k] /= n;
      gradient[d * classes + k] += error[i * classes + k];
    }
  }
  tf.tidy(() => {
    const product = tf.matMul(x, tf.tensor2d(error, [n, classes]), true); // [n, d]ᵀ · [n, classes]
    gradient.set(product.dataSync()); // [d, classes]
  });
  for (let i = 0; i < d * classes; i++) {
    gradient[i] += penalty * parameters[i];
    loss += penalty / 2 * parameters[i] ** 2;
  }
  return loss;
}

/** The probability of each class for each row of x: n · classes numbers. */
function softmax(x: tf.Tensor2D, parameters: Float64Array, classes: number): Float32Array {
  const [n, d] = x.shape, bias = parameters.subarray(d * classes);
  const p = new Float32Array(n * classes);
  tf.tidy(() => {
    const weights = Float32Array.from(parameters.subarray(0, d * classes));
    p.set(tf.matMul(x, tf.tensor2d(weights, [d, classes])).dataSync()); // [n, d] · [d, classes]
  });
  for (let start = 0; start < p.length; start += classes) {
    let highest = -Infinity, sum = 0;
    for (let k = 0; k < classes; k++) {
      p[start + k] += bias[k];
      highest = Math.max(highest, p[start + k]);
    }
    for (let k = 0; k < classes; k++) sum += p[start + k] = Math.exp(p[start + k] - highest);
    for (let k = 0; k < classes; k++) p[start + k] /= sum;
  }
  return p;
}

/** (x − μ)·scale: [n, d]. */
function standardise(codes: Codes, mean: Float64Array, scale: Float64Array): tf.Tensor2D {
  const { values, count, dimensions: d } = codes;
  const scaled = values.map((value, i) => (value - mean[i % d]) * scale[i % d]);
  return tf.tensor2d(scaled, [count, d]);
}
