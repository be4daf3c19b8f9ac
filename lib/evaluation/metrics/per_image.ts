import { crossEntropy, meanSquaredError, pixelAccuracy, psnr } from "./metrics.ts";
import { type ImageShape, structuralSimilarity, WINDOW } from "./ssim.ts";

/** The five figures of a reconstruction. */
export type Metric = "bce" | "mse" | "psnr" | "ssim" | "pixelAccuracy";

/** All of them, in the order of tables. */
export const METRICS: readonly Metric[] = ["bce", "mse", "psnr", "ssim", "pixelAccuracy"];

/** The figures of each image of a set: five arrays of n numbers. */
export type ImageFigures = Record<Metric, Float32Array>;

/** Room for the figures of n images. */
export function imageFigures(n: number): ImageFigures {
  return {
    bce: new Float32Array(n),
    mse: new Float32Array(n),
    psnr: new Float32Array(n),
    ssim: new Float32Array(n),
    pixelAccuracy: new Float32Array(n),
  };
}

/**
 * Measures a batch of outputs against their targets; its first image is number `start` of the set.
 *
 * @param targets b · h · w · c pixels in 0–1
 * @param outputs as many
 */
export function measure(
  figures: ImageFigures,
  start: number,
  targets: Float32Array,
  outputs: Float32Array,
  shape: Required<ImageShape>,
): void {
  const size = shape.height * shape.width * shape.channels;
  const large = shape.height >= WINDOW && shape.width >= WINDOW;
  for (let i = start, offset = 0; offset < targets.length; i++, offset += size) {
    const target = targets.subarray(offset, offset + size);
    const output = outputs.subarray(offset, offset + size);
    const mse = meanSquaredError(target, output);
    figures.bce[i] = crossEntropy(target, output);
    figures.mse[i] = mse;
    figures.psnr[i] = psnr(mse);
    figures.ssim[i] = large ? structuralSimilarity(target, output, shape) : NaN;
    figures.pixelAccuracy[i] = pixelAccuracy(target, output);
  }
}

/**
 * The mean of each figure over the images, and how many of these came back without any error: their
 * PSNR is Infinity, so they stay out of its mean unless there are no others.
 */
export function meanFigures(figures: ImageFigures): Record<Metric | "exactImages", number> {
  const inexact = figures.psnr.filter((value) => value < Infinity);
  return {
    bce: mean(figures.bce),
    mse: mean(figures.mse),
    psnr: inexact.length > 0 ? mean(inexact) : Infinity,
    ssim: mean(figures.ssim),
    pixelAccuracy: mean(figures.pixelAccuracy),
    exactImages: figures.psnr.length - inexact.length,
  };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
