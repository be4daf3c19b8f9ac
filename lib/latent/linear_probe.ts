import * as tf from "@tensorflow/tfjs";
import { type Codes, unitStatistics } from "../evaluation/mod.ts";
import { checkLabels } from "./labels.ts";

/** How {@linkcode fitLinearProbe} learns. */
export interface ProbeOptions {
  /** λ, half of which times Σ w² is added to the loss; 1e-4 unless told */
  penalty?: number;
  /** steps of Adam over all codes; 300 unless told */
  steps?: number;
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

// p(k|x) = softmax(x·W + b)k; loss = −mean ln p(label|x) + λ/2·Σ W²
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
  { penalty = 1e-4, steps = 300 }: ProbeOptions = {},
): LinearProbe {
  const classes = checkLabels(labels, codes.count), d = codes.dimensions;
  const { mean, deviation, dead } = unitStatistics(codes);
  const scale = Float32Array.from(deviation, (value, i) => dead.includes(i) ? 0 : 1 / value);
  const w = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R2>([d, classes])));
  const b = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([classes])));
  const adam = tf.train.adam(0.1);
  const x = standardised(codes, mean, scale);
  const truth = tf.tidy(() => tf.oneHot(tf.tensor1d(Int32Array.from(labels), "int32"), classes));
  const crossEntropy = () => {
    const logits = tf.matMul(x, w).add(b); // [n, d] · [d, classes] → [n, classes]
    return tf.losses.softmaxCrossEntropy(truth, logits) as tf.Scalar;
  };
  for (let step = 0; step < steps; step++) {
    adam.minimize(() => crossEntropy().add(w.square().sum().mul(penalty / 2)), false, [w, b]);
  }
  const loss = tf.tidy(() => crossEntropy().dataSync()[0]);
  const weights = w.dataSync<"float32">().slice(), bias = b.dataSync<"float32">().slice();
  tf.dispose([x, truth, w, b]);
  adam.dispose();

  const probabilities = (asked: Codes): Float32Array => {
    if (asked.dimensions !== d) {
      throw new RangeError(`codes must have ${d} numbers, got ${asked.dimensions}`);
    }
    return tf.tidy(() => {
      const logits = tf.matMul(
        standardised(asked, mean, scale),
        tf.tensor2d(weights, [d, classes]),
      );
      return tf.softmax(logits.add(bias)).dataSync<"float32">().slice();
    });
  };
  const predict = (asked: Codes) => {
    const all = probabilities(asked);
    return Int32Array.from({ length: asked.count }, (_, i) => {
      const row = all.subarray(i * classes, (i + 1) * classes);
      return row.indexOf(Math.max(...row));
    });
  };
  return { classes, loss, weights, predict, probabilities };
}

function standardised(codes: Codes, mean: Float64Array, scale: Float32Array): tf.Tensor2D {
  const { values, count, dimensions: d } = codes;
  const standard = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) standard[i] = (values[i] - mean[i % d]) * scale[i % d];
  return tf.tensor2d(standard, [count, d]);
}
