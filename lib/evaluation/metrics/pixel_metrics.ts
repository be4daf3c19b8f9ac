/** Probabilities are clipped this far from 0 and 1 before taking the logarithm, as in Keras. */
const KERAS_EPSILON = 1e-7;

/**
 * Binary cross-entropy of one image in nats per pixel:
 *
 *     BCE = −mean[t·ln q + (1 − t)·ln(1 − q)]
 *
 * where q is the output clipped to 1e-7 … 1 − 1e-7 as in Keras, so that results are comparable with
 * published ones. The minimum for grey targets is not 0 but their entropy,
 * −mean[t·ln t + (1 − t)·ln(1 − t)].
 *
 * @param targets pixels in 0–1
 * @param outputs pixels in 0–1, same length as targets
 * @throws {RangeError} targets are empty, the lengths differ, or a pixel is not in 0–1
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { crossEntropy } from "./pixel_metrics.ts";
 *
 * strictEqual(crossEntropy([1, 0], [0.5, 0.5]), Math.LN2);
 * ```
 */
export function crossEntropy(targets: ArrayLike<number>, outputs: ArrayLike<number>): number {
  requireImages(targets, outputs);
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
 * @param outputs pixels in 0–1, same length as targets
 * @throws {RangeError} targets are empty, the lengths differ, or a pixel is not in 0–1
 */
export function meanSquaredError(targets: ArrayLike<number>, outputs: ArrayLike<number>): number {
  requireImages(targets, outputs);
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += (targets[i] - outputs[i]) ** 2;
  return sum / targets.length;
}

/**
 * Peak signal-to-noise ratio in decibels of an image with pixels in 0–1: −10·log₁₀(MSE).
 *
 * @returns Infinity if the error is 0
 * @throws {RangeError} the error is not in 0–1
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { psnr } from "./pixel_metrics.ts";
 *
 * strictEqual(psnr(0.01), 20);
 * ```
 */
export function psnr(meanSquaredError: number): number {
  requirePixels([meanSquaredError], "the mean squared error of pixels in 0–1");
  return meanSquaredError === 0 ? Infinity : -10 * Math.log10(meanSquaredError);
}

/**
 * The fraction of pixels that match after thresholding target and output: pixels above `threshold`
 * become 1, the others 0.
 *
 * An all-black output already scores .866 on MNIST, so do not rely on this metric alone.
 *
 * @throws {RangeError} targets are empty, the lengths differ, or a pixel is not in 0–1
 */
export function pixelAccuracy(
  targets: ArrayLike<number>,
  outputs: ArrayLike<number>,
  threshold = 0.5,
): number {
  requireImages(targets, outputs);
  let matches = 0;
  for (let i = 0; i < targets.length; i++) {
    if ((targets[i] > threshold) === (outputs[i] > threshold)) matches++;
  }
  return matches / targets.length;
}

function requireImages(targets: ArrayLike<number>, outputs: ArrayLike<number>): void {
  if (targets.length === 0) throw new RangeError("an image must have at least 1 pixel, got 0");
  if (targets.length !== outputs.length) {
    throw new RangeError(
      `outputs must have ${targets.length} pixels like the targets, got ${outputs.length}`,
    );
  }
  requirePixels(targets, "targets");
  requirePixels(outputs, "outputs");
}

/** @throws {RangeError} a pixel is NaN or not in 0–1 */
export function requirePixels(pixels: ArrayLike<number>, name: string): void {
  const rounding = 1e-6; // float32 results may exceed 0–1 by this much
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i] >= -rounding && pixels[i] <= 1 + rounding) continue;
    throw new RangeError(`${name} must be in 0–1, got ${pixels[i]}; bytes are divided by 255`);
  }
}
