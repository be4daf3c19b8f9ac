import * as tf from "@tensorflow/tfjs";
import { type Codes } from "../../codes.ts";
import { unitStatistics } from "../../evaluation/mod.ts";
import { checkLabels } from "./labels.ts";
import { minimise } from "../../statistics/mod.ts";

/** How {@linkcode fitLinearProbe} learns. */
export interface ProbeOptions {
  /** λ, half of which times Σ w² is added to the loss; 1e-4 unless told */
  penalty?: number;
  /** rounds of L-BFGS at most; 200 unless told */
  rounds?: number;
}

/**
 * A linear classifier of codes: what a code says of the class without any further layers, and so a
 * measure of how plainly it says it.
 */
export interface LinearProbe {
  /** one more than the highest class */
  readonly classes: number;
  /** the cross-entropy of the codes it was fitted to, nats, without the penalty */
  readonly loss: number;
  /** d × classes numbers, for codes whose units have mean 0 and deviation 1 */
  readonly weights: Float32Array;
  /** the likeliest class of each code */
  predict(codes: Codes): Int32Array;
  /** the probability of each class: n × classes numbers */
  probabilities(codes: Codes): Float32Array;
}

/**
 * Multinomial logistic regression on codes, each unit brought to mean 0 and deviation 1 first.
 *
 * The loss has one minimum and the start is 0, so there is no seed.
 *
 * @param codes n × d, those to learn from
 * @param labels their classes
 * @throws {RangeError} there are not as many labels as codes
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
  { penalty = 1e-4, rounds = 200 }: ProbeOptions = {},
): LinearProbe {
  const classes = checkLabels(labels, codes.count), d = codes.dimensions;
  const { mean, deviation, dead } = unitStatistics(codes);
  const scale = deviation.map((value, unit) => dead.includes(unit) ? 0 : 1 / value);
  const standard = (asked: Codes) => standardised(asked, mean, scale);
  const x = standard(codes);
  const loss = (parameters: Float64Array, gradient: Float64Array) =>
    regressionLoss(x, labels, parameters, gradient, penalty);
  const best = minimise(loss, new Float64Array((d + 1) * classes), { rounds });
  const fitted = regressionLoss(x, labels, best, new Float64Array(best.length), 0);
  x.dispose();

  const probabilities = (asked: Codes): Float32Array => {
    if (asked.dimensions !== d) {
      throw new RangeError(`codes must have ${d} numbers, got ${asked.dimensions}`);
    }
    return tf.tidy(() => softmax(standard(asked), best, classes));
  };
  const predict = (asked: Codes): Int32Array => {
    const all = probabilities(asked);
    return Int32Array.from({ length: asked.count }, (_, i) => {
      const row = all.subarray(i * classes, (i + 1) * classes);
      return row.indexOf(Math.max(...row));
    });
  };
  const weights = Float32Array.from(best.subarray(0, d * classes));
  return { classes, loss: fitted, weights, predict, probabilities };
}

// p(k|x) = softmax(x·W + b)k; loss = −mean ln p(label|x) + λ/2·Σ W²
// ∂loss/∂W = Xᵀ·(P − Y)/n + λ·W, ∂loss/∂b = Σ (P − Y)/n; parameters: W [d, classes], then b
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
    const right = i * classes + labels[i];
    loss -= Math.log(Math.max(error[right], Number.MIN_VALUE)) / n;
    error[right] -= 1;
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

function standardised(codes: Codes, mean: Float64Array, scale: Float64Array): tf.Tensor2D {
  const { values, count, dimensions: d } = codes;
  const standard = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += d) {
    for (let j = 0; j < d; j++) standard[start + j] = (values[start + j] - mean[j]) * scale[j];
  }
  return tf.tensor2d(standard, [count, d]);
}
