import {
  type Autoencoder,
  bestImages,
  codeBytes,
  encodeImages,
  type Evaluation,
  type ImageSet,
  perClass,
  worstImages,
} from "@autoencoders";
import { quantile } from "../../lib/statistics/mod.ts";

/** How many of the best and the worst images are listed. */
const listed = 5;

/** The report of `deno task evaluate` on a model and the images that it was evaluated on. */
export function evaluationReport(evaluation: Evaluation, model: Autoencoder, images: ImageSet) {
  const { name, data, seed, n, latent, bce, mse, psnr, ssim, pixelAccuracy } = evaluation;
  const count = Math.min(listed, n);
  return {
    name,
    data,
    n,
    maximum: images.maximum,
    seed,
    latent,
    parameters: model.countParams(),
    bce,
    mse,
    psnr,
    ssim,
    pixelAccuracy,
    exactImages: evaluation.exactImages,
    deadUnits: evaluation.deadUnits,
    ...whyNull(evaluation, images),
    bytesPerImage: codeBytes(encodeImages(model, images), images),
    quantiles: {
      mse: quantiles(evaluation.perImage.mse),
      bce: quantiles(evaluation.perImage.bce),
    },
    // by MSE, as indices in the file, from 0
    bestImages: [...bestImages(evaluation, count)],
    worstImages: [...worstImages(evaluation, count)],
    ...(images.labels ? { perClass: perClass(evaluation).toRecords() } : {}),
  };
}

/** Why a metric is null in JSON, which has neither NaN nor Infinity. */
function whyNull({ ssim, psnr }: Evaluation, { height, width }: ImageSet) {
  const why = {
    ...(Number.isNaN(ssim)
      ? { ssim: `its least window has 7 × 7 pixels, the images have ${height} × ${width}` }
      : {}),
    ...(psnr === Infinity ? { psnr: "every image was reconstructed without error" } : {}),
  };
  return Object.keys(why).length > 0 ? { whyNull: why } : {};
}

/** Quantiles of the errors of single images, by percentage. */
function quantiles(errors: Float32Array): Record<string, number> {
  const sorted = errors.toSorted();
  const levels = [0, 5, 25, 50, 75, 95, 100];
  return Object.fromEntries(levels.map((level) => [`${level}%`, quantile(sorted, level / 100)]));
}
