import type { Evaluation, Metric } from "../../evaluation/mod.ts";
import type { Precision } from "../../models/mod.ts";
import type { Source } from "../recipes/recipe.ts";

/** One line of results.json: a network, trained once, measured on a whole test set. */
export interface ResultRow extends Record<Metric, number> {
  /** of its recipe; or "PCA-32", "untrained dense-32" */
  name: string;
  source: Source | "baseline";
  /** the data set, and ", binary" where it was made black and white */
  data: string;
  /** the part it was measured on */
  split: "test";
  /** images measured */
  n: number;
  /** none for PCA */
  seed?: number;
  latent: number;
  parameters: number;
  epochs: number;
  /** images that it learned from */
  trainImages: number;
  /** of training, validation and measuring left out */
  seconds: number;
  /** the training loss, a mean over each epoch; none for what is not trained by epochs */
  losses?: number[];
  deadUnits: number;
  /** a code as stored: four bytes a number */
  bytesPerCode: number;
  /** sha256 of the data set, before any thresholding */
  dataHash: string;
  machine: string;
  /** what was not as the recipe says: fewer epochs or images, or more epochs */
  reduced?: string;
  /** the weights that are kept beside this file, and what they reach after rounding */
  kept?: Kept;
}

/** Weights of a finished row as they are stored. */
export interface Kept {
  precision: Precision;
  bytes: number;
  bce: number;
  mse: number;
}

/** The figures of an evaluation as a row holds them: six digits. */
export function figuresOf(evaluation: Evaluation) {
  const { n, latent, bce, mse, psnr, ssim, pixelAccuracy, deadUnits } = evaluation;
  const [b, m, p, s, a] = [bce, mse, psnr, ssim, pixelAccuracy].map(sixDigits);
  return {
    ...{ n, latent, bce: b, mse: m, psnr: p, ssim: s, pixelAccuracy: a, deadUnits },
    bytesPerCode: 4 * latent,
  };
}

/** A number as results.json holds it. */
export function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
