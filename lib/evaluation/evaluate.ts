import * as tf from "@tensorflow/tfjs";
import { codesFrom, pixelsAsCodes } from "../codes.ts";
import { type ImageSet, requireImages } from "../images.ts";
import { type Coder, requireCoder } from "../models/mod.ts";
import { inBatches } from "../preprocessing/mod.ts";
import { requireShape } from "./codes/coding.ts";
import { type UnitStatistics, unitStatistics } from "./codes/unit_statistics.ts";
import {
  emptyMetrics,
  type ImageMetrics,
  meanMetrics,
  measureImages,
  type Metric,
} from "./metrics/per_image.ts";
import { requirePixels } from "./metrics/pixel_metrics.ts";
import { requireKnown } from "../require.ts";

/** Options of {@linkcode evaluate}. */
export interface EvaluateOptions {
  /** images to compare the outputs with, such as the clean images; default: the inputs */
  targets?: ImageSet;
  /** name of the coder in tables; default: its own name */
  name?: string;
  /** name of the data set in tables */
  data?: string;
  /** the seed that the coder was trained with */
  seed?: number;
}

/** How well a coder reconstructs a set of images. */
export interface Evaluation extends Readonly<Record<Metric | "exactImages", number>> {
  readonly name: string;
  readonly data?: string;
  readonly seed?: number;
  /** number of images */
  readonly n: number;
  /** k, numbers in a code */
  readonly latent: number;
  /** binary cross-entropy, nats per pixel */
  readonly bce: number;
  /** mean squared error of pixels in 0–1 */
  readonly mse: number;
  /** decibels, the mean over the images with an error above 0; Infinity if no image has an error */
  readonly psnr: number;
  /**
   * structural similarity in an 11 × 11 window, or for smaller images in the largest odd one that fits, 7 × 7
   * for 8 × 8 pixels; NaN if a side is below 7
   */
  readonly ssim: number;
  /** fraction of pixels that match after thresholding target and output at 0.5 */
  readonly pixelAccuracy: number;
  /** number of images reconstructed without error, which the mean PSNR omits */
  readonly exactImages: number;
  /** number of code units with the same value for all images: `units.dead.length` */
  readonly deadUnits: number;
  /** mean and standard deviation of each code unit over the images */
  readonly units: UnitStatistics;
  /** the classes of the images, if known */
  readonly labels?: Uint8Array;
  /** the metrics of each image */
  readonly perImage: Readonly<ImageMetrics>;
}

/**
 * Encodes and decodes every image of a set and measures the reconstructions.
 *
 * Works for any {@linkcode Coder}: a trained autoencoder, an untrained one, PCA. BCE, MSE, PSNR and
 * SSIM compare the outputs unchanged, in 0–1 (for binary images they are probabilities); only pixel
 * accuracy thresholds them, at 0.5. Each metric is a mean over the pixels of an image, then over
 * the images.
 *
 * @throws {RangeError} the codes or outputs of the coder have the wrong shape, an output is outside
 * 0–1 or NaN, or the targets differ from the images in number or size
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
  requireCoder(coder);
  requireImages(images);
  requireKnown("evaluate", options, { targets: true, name: true, data: true, seed: true });
  const { targets = images, name = coder.name, data, seed } = options;
  requireImages(targets, "targets");
  requireSameSize(images, targets);
  const { count: n, labels } = images, { latent } = coder;
  const perImage = emptyMetrics(n), codes = new Float32Array(n * latent);
  for (const { start, end, tensor } of inBatches(images)) {
    const expected = pixelsAsCodes(targets.slice(start, end)).values; // b · h · w · c
    tf.tidy(() => {
      const input = tensor();
      const code = coder.encode(input); // [b, h, w, c] → [b, k]
      requireShape(code, [end - start, latent], `${coder.name}'s codes`);
      const output = coder.decode(code); // [b, k] → [b, h, w, c]
      requireShape(output, input.shape, `${coder.name}'s outputs`);
      const pixels = output.dataSync<"float32">();
      requirePixels(pixels, `${coder.name}'s outputs`);
      codes.set(code.dataSync(), start * latent);
      measureImages(perImage, start, expected, pixels, images);
    });
  }
  const units = unitStatistics(codesFrom(codes, latent));
  return {
    name,
    data,
    seed,
    n,
    latent,
    ...meanMetrics(perImage),
    deadUnits: units.dead.length,
    units,
    labels,
    perImage,
  };
}

function requireSameSize(images: ImageSet, targets: ImageSet): void {
  const shape = ({ count, height, width, channels }: ImageSet) =>
    `${count} × ${height}×${width}×${channels}`;
  if (shape(images) !== shape(targets)) {
    throw new RangeError(`targets must be ${shape(images)} like the images, got ${shape(targets)}`);
  }
}
