/** Keras keeps probabilities this far from 0 and 1 before it takes their logarithm; so do we. */
const KERAS_EPSILON = 1e-7;

/**
 * Binary cross-entropy of one image in nats a pixel: −mean[t·ln q + (1−t)·ln(1−q)], where q is the
 * output held within 1e-7 of 0 and 1, as Keras does it, so that published figures compare.
 *
 * Grey targets have a floor above 0: their own entropy, −mean[t·ln t + (1−t)·ln(1−t)].
 *
 * @param targets pixels in 0–1
 * @param outputs as many pixels in 0–1
 * @throws {RangeError} there are no pixels, or not as many of both
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { crossEntropy } from "./metrics.ts";
 *
 * strictEqual(crossEntropy([1, 0], [0.5, 0.5]), Math.LN2);
 * ```
 */
export function crossEntropy(targets: ArrayLike<number>, outputs: ArrayLike<number>): number {
  checkPair(targets, outputs);
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    const t = targets[i];
    const q = Math.min(1 - KERAS_EPSILON, Math.max(KERAS_EPSILON, outputs[i]));
    if (t > 0) sum -= t * Math.log(q);
    if (t < 1) sum -= (1 - t) * Math.log(1 - q);
  }
  return sum / targets.length;
}

/**
 * Mean squared error of one image: mean[(t − q)²].
 *
 * @param targets pixels in 0–1
 * @param outputs as many pixels in 0–1
 * @throws {RangeError} there are no pixels, or not as many of both
 */
export function meanSquaredError(targets: ArrayLike<number>, outputs: ArrayLike<number>): number {
  checkPair(targets, outputs);
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += (targets[i] - outputs[i]) ** 2;
  return sum / targets.length;
}

/**
 * Peak signal-to-noise ratio in decibels of an image whose pixels lie in 0–1: −10·log₁₀(MSE).
 *
 * @returns Infinity for an image without any error
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { psnr } from "./metrics.ts";
 *
 * strictEqual(psnr(0.01), 20);
 * ```
 */
export function psnr(meanSquaredError: number): number {
  return meanSquaredError === 0 ? Infinity : -10 * Math.log10(meanSquaredError);
}

/**
 * The share of pixels that are right once target and output are both cut at `threshold`:
 * brighter is 1, the rest 0.
 *
 * An all-black output scores high (.866 on MNIST), so this is never read alone.
 *
 * @throws {RangeError} there are no pixels, or not as many of both
 */
export function pixelAccuracy(
  targets: ArrayLike<number>,
  outputs: ArrayLike<number>,
  threshold = 0.5,
): number {
  checkPair(targets, outputs);
  let right = 0;
  for (let i = 0; i < targets.length; i++) {
    if ((targets[i] > threshold) === (outputs[i] > threshold)) right++;
  }
  return right / targets.length;
}

function checkPair(targets: ArrayLike<number>, outputs: ArrayLike<number>): void {
  if (targets.length === 0) throw new RangeError("an image needs at least one pixel, got 0");
  if (targets.length !== outputs.length) {
    throw new RangeError(`${targets.length} target pixels against ${outputs.length} output pixels`);
  }
}
