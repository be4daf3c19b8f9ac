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

/** Of so many images each is told that they came back best and worst. */
const extremes = 5;

/** What `deno task evaluate` says of a model and the images that it was measured on. */
export function evaluationReport(figures: Evaluation, model: Autoencoder, images: ImageSet) {
  const { name, data, seed, n, latent, bce, mse, psnr, ssim, pixelAccuracy } = figures;
  const count = Math.min(extremes, n);
  return {
    ...{ name, data, n, seed, latent, parameters: model.countParams() },
    ...{ bce, mse, psnr, ssim, pixelAccuracy },
    ...{ exactImages: figures.exactImages, deadUnits: figures.deadUnits },
    ...whyNull(figures, images),
    bytesPerImage: codeBytes(encodeImages(model, images), images),
    quantiles: { mse: quantiles(figures.perImage.mse), bce: quantiles(figures.perImage.bce) },
    // By MSE; places in the file, counted from 0.
    ...{
      bestImages: [...bestImages(figures, count)],
      worstImages: [...worstImages(figures, count)],
    },
    ...(images.labels ? { perClass: perClass(figures).toRecords() } : {}),
  };
}

/** Why a figure is null in the JSON, which knows neither NaN nor Infinity. */
function whyNull({ ssim, psnr }: Evaluation, { height, width }: ImageSet) {
  const why = {
    ...(Number.isNaN(ssim)
      ? { ssim: `its window is 11 × 11 pixels, the images have ${height} × ${width}` }
      : {}),
    ...(psnr === Infinity ? { psnr: "every image came back without any error" } : {}),
  };
  return Object.keys(why).length > 0 ? { whyNull: why } : {};
}

/** How errors are spread over the images. */
function quantiles(errors: Float32Array): Record<string, number> {
  const sorted = errors.toSorted();
  const levels = [0, 5, 25, 50, 75, 95, 100];
  return Object.fromEntries(levels.map((level) => [`${level}%`, quantile(sorted, level / 100)]));
}
