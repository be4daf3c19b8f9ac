import { decodeCodes } from "../evaluation/mod.ts";
import type { ImageSet } from "../images.ts";
import { type Density, Gaussian } from "../statistics/mod.ts";
import type { Coder } from "../models/mod.ts";
import type { Random } from "../random.ts";

/**
 * New images: codes drawn from a density, decoded. A variational autoencoder was trained to be drawn
 * from {@linkcode prior}; of a plain one the density is fitted afterwards (`fitGaussian`,
 * `fitMixture`).
 *
 * @throws {RangeError} the density's codes are not as long as the coder's
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { denseVariationalAutoencoder, sampleImages, prior, Random } from "@autoencoders";
 *
 * const model = denseVariationalAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * strictEqual(sampleImages(model, prior(2), 5, new Random(1)).count, 5);
 * model.dispose();
 * ```
 */
export function sampleImages(
  coder: Coder,
  density: Density,
  count: number,
  random: Random,
): ImageSet {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`count must be a positive integer, got ${count}`);
  }
  return decodeCodes(coder, density.sample(count, random));
}

/** N(0, 1) in k dimensions: what the codes of a variational autoencoder are drawn from. */
export function prior(k: number): Gaussian {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new RangeError(`k must be a positive integer, got ${k}`);
  }
  const covariance = new Float64Array(k * k);
  for (let i = 0; i < k; i++) covariance[i * k + i] = 1;
  return new Gaussian(new Float64Array(k), covariance);
}
