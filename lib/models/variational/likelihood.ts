import * as tf from "@tensorflow/tfjs";
import type { GaussianLikelihood } from "../spec/spec.ts";

/**
 * The log-likelihood of byte images whose pixels are independent and normally distributed around the
 * outputs μ, in nats: that of a byte is at least
 *
 *     ln ∫ N(u; μ, σ²) du ≥ −½·((x − μ)² + Δ²/12)/σ² − ln(σ·√2π/Δ),  u within Δ/2 of x
 *
 * by Jensen's inequality, where Δ = 1 ÷ maximum is the distance of two grey levels. It is the bound of uniform
 * dequantisation (Theis, van den Oord & Bethge 2016), whose mean has this closed form.
 *
 * @param images x, [n, h, w, c] in 0–1
 * @param outputs μ, [n, h, w, c]
 * @param maximum the byte that is 1
 * @returns [n]
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { gaussianLogLikelihood } from "./likelihood.ts";
 *
 * const x = tf.zeros([1, 1, 1, 1]), deviation = 0.1;
 * const [nats] = gaussianLogLikelihood(x, x, { kind: "gaussian", deviation }, 255).dataSync();
 * const density = 1 / (deviation * Math.sqrt(2 * Math.PI)); // of a byte: 1/255 of that
 * ok(Math.abs(nats - Math.log(density / 255)) < 1e-3);
 * ```
 */
export function gaussianLogLikelihood(
  images: tf.Tensor,
  outputs: tf.Tensor,
  { deviation }: GaussianLikelihood,
  maximum: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    const n = images.shape[0], pixels = images.size / n;
    const squares = tf.sum(tf.reshape(tf.square(tf.sub(images, outputs)), [n, -1]), 1); // [n]
    const within = pixels / (12 * maximum ** 2);
    const constant = pixels * Math.log(deviation * Math.sqrt(2 * Math.PI) * maximum);
    const scaled = tf.div(tf.add(squares, within), 2 * deviation ** 2);
    return tf.neg(tf.add(scaled, constant)) as tf.Tensor1D;
  });
}
