import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../images.ts";
import type { Coder } from "../models/mod.ts";
import { checkShape } from "./codes/coding.ts";
import { codesFrom } from "../codes.ts";
import { inBatches } from "./in_batches.ts";
import {
  type ImageFigures,
  imageFigures,
  meanFigures,
  measure,
  type Metric,
} from "./metrics/per_image.ts";
import { type UnitStatistics, unitStatistics } from "./codes/units.ts";

/** How {@linkcode evaluate} measures. */
export interface EvaluateOptions {
  /** what the outputs should have been, where that is not the input: clean images for noisy ones */
  targets?: ImageSet;
  /** what tables call the coder; its own name unless told */
  name?: string;
  /** what tables call the images */
  data?: string;
  /** the seed that the coder was trained with */
  seed?: number;
  /** images at a time; 1000 unless told */
  batchSize?: number;
}

/** What a coder makes of a set of images. */
export interface Evaluation extends Readonly<Record<Metric | "exactImages", number>> {
  readonly name: string;
  readonly data?: string;
  readonly seed?: number;
  /** images measured */
  readonly n: number;
  /** numbers in a code */
  readonly latent: number;
  /** binary cross-entropy, nats a pixel */
  readonly bce: number;
  /** mean squared error of pixels in 0–1 */
  readonly mse: number;
  /** decibels: the mean over the images that have any error; Infinity when none has */
  readonly psnr: number;
  /** structural similarity in an 11 × 11 window; NaN for images smaller than that */
  readonly ssim: number;
  /** share of pixels right after thresholding input and output at 0.5 */
  readonly pixelAccuracy: number;
  /** images that came back without any error, whose PSNR is Infinity and stays out of the mean */
  readonly exactImages: number;
  /** code units that tell nothing about these images: `units.dead.length` */
  readonly deadUnits: number;
  /** mean and deviation of each code unit over these images */
  readonly units: UnitStatistics;
  /** the classes of the images, where they are known */
  readonly labels?: Uint8Array;
  /** the figures image by image */
  readonly perImage: Readonly<ImageFigures>;
}

/**
 * Sends every image of a set through a coder and measures what comes back.
 *
 * Any {@linkcode Coder} goes through here alike: a trained autoencoder, an untrained one, PCA.
 * BCE, MSE, PSNR and SSIM judge the outputs as they are, in 0–1 (for binary images these are
 * probabilities); only the pixel accuracy judges the black-and-white picture cut from them at 0.5.
 * All are means over pixels, then over the whole set.
 *
 * @throws {RangeError} the coder gives another shape than it was given, or outputs that are not
 * numbers in 0–1; the targets are not as many or not as large as the images
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { evaluate, fitPca, imageSet } from "@autoencoders";
 *
 * const images = imageSet(new Uint8Array([0, 0, 0, 255, 255, 0]), { height: 1, width: 2 });
 * const { n, pixelAccuracy } = evaluate(fitPca(images, 2), images);
 * strictEqual(n, 3);
 * strictEqual(pixelAccuracy, 1); // two numbers are enough for two pixels
 * ```
 */
export function evaluate(
  coder: Coder,
  images: ImageSet,
  options: EvaluateOptions = {},
): Evaluation {
  const { targets = images, batchSize, data, seed } = options;
  checkTargets(images, targets);
  const { count: n, labels } = images, { latent } = coder;
  const perImage = imageFigures(n), codes = new Float32Array(n * latent);
  const clean = targets === images ? undefined : inBatches(targets, batchSize);
  for (const { start, end, tensor } of inBatches(images, batchSize)) {
    tf.tidy(() => {
      const input = tensor();
      const code = coder.encode(input); // [b, h, w, c] → [b, k]
      checkShape(code, [end - start, latent], `${coder.name}'s codes`);
      const output = coder.decode(code); // [b, k] → [b, h, w, c]
      checkShape(output, input.shape, `${coder.name}'s outputs`);
      const wanted = clean?.next().value?.tensor() ?? input;
      const pixels = output.dataSync<"float32">();
      checkPixels(pixels, coder.name);
      codes.set(code.dataSync(), start * latent);
      measure(perImage, start, wanted.dataSync<"float32">(), pixels, images);
    });
  }
  const units = unitStatistics(codesFrom(codes, latent));
  return {
    name: options.name ?? coder.name,
    data,
    seed,
    n,
    latent,
    ...meanFigures(perImage),
    deadUnits: units.dead.length,
    units,
    labels,
    perImage,
  };
}

function checkTargets(images: ImageSet, targets: ImageSet): void {
  const shape = ({ count, height, width, channels }: ImageSet) =>
    `${count} × ${height}×${width}×${channels}`;
  if (shape(images) !== shape(targets)) {
    throw new RangeError(`targets must be ${shape(images)} like the images, got ${shape(targets)}`);
  }
}

function checkPixels(pixels: Float32Array, name: string): void {
  const rounding = 1e-6; // a float32 may leave 0–1 by that much
  for (const value of pixels) {
    if (!(value >= -rounding && value <= 1 + rounding)) {
      throw new RangeError(`${name} must give pixels in 0–1, gave ${value}`);
    }
  }
}
