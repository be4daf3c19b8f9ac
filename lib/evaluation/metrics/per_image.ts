import { mean } from "../../statistics/mod.ts";
import { crossEntropy, meanSquaredError, pixelAccuracy, psnr } from "./pixel_metrics.ts";
import { type ImageShape, ssimWindow, structuralSimilarity } from "./ssim.ts";

/** The metrics of a reconstruction, in the order of the tables' columns. */
export const METRICS = ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const;

/** One of {@linkcode METRICS}. */
export type Metric = typeof METRICS[number];

/** The metrics of each image of a set: n numbers each. */
export type ImageMetrics = Record<Metric, Float32Array>;

/** Metrics of n images, all 0, to be filled in. */
export function emptyMetrics(n: number): ImageMetrics {
  const empty = METRICS.map((metric) => [metric, new Float32Array(n)]);
  return Object.fromEntries(empty) as ImageMetrics;
}

/**
 * Measures a batch of b outputs and writes the metrics to positions `start` to `start` + b − 1.
 *
 * @param targets b · h · w · c pixels in 0–1
 * @param outputs same length as targets
 */
export function measureImages(
  metrics: ImageMetrics,
  start: number,
  targets: Float32Array,
  outputs: Float32Array,
  shape: Required<ImageShape>,
): void {
  const size = shape.height * shape.width * shape.channels;
  const large = ssimWindow(shape) !== undefined;
  for (let i = start, offset = 0; offset < targets.length; i++, offset += size) {
    const target = targets.subarray(offset, offset + size);
    const output = outputs.subarray(offset, offset + size);
    const mse = meanSquaredError(target, output);
    metrics.bce[i] = crossEntropy(target, output);
    metrics.mse[i] = mse;
    metrics.psnr[i] = psnr(mse);
    metrics.ssim[i] = large ? structuralSimilarity(target, output, shape) : NaN;
    metrics.pixelAccuracy[i] = pixelAccuracy(target, output);
  }
}

/**
 * The mean of each metric over the images, and the number of images without any error. Their PSNR
 * is Infinity, so the mean PSNR omits them, unless every image is one of them.
 */
export function meanMetrics(metrics: ImageMetrics): Record<Metric | "exactImages", number> {
  const finite = metrics.psnr.filter((value) => value < Infinity);
  return {
    bce: mean(metrics.bce),
    mse: mean(metrics.mse),
    psnr: finite.length > 0 ? mean(finite) : Infinity,
    ssim: mean(metrics.ssim),
    pixelAccuracy: mean(metrics.pixelAccuracy),
    exactImages: metrics.psnr.length - finite.length,
  };
}
