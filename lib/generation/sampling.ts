import { decodeCodes } from "../evaluation/mod.ts";
import type { ImageSet } from "../images.ts";
import { type Coder, requireCoder } from "../models/mod.ts";
import { type Random, requireRandom } from "../random.ts";
import { requireInteger, requireMember } from "../require.ts";
import { type Density, Gaussian } from "../statistics/mod.ts";

/**
 * Generates images: samples codes from a density and decodes them. The codes of a variational
 * autoencoder are trained to follow {@linkcode prior}; for a plain autoencoder, fit the density to
 * its codes (`fitGaussian`, `fitMixture`).
 *
 * @param random generator for the codes
 * @returns `count` images of bytes, 0–255
 * @throws {RangeError} count is not an integer of at least 1, or the length of the density's codes
 * differs from that of the coder's
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
  requireMember("density", density, "sample", "prior(), fitGaussian() or fitMixture()");
  requireCoder(coder);
  requireRandom(random);
  requireInteger("count", count);
  return decodeCodes(coder, density.sample(count, random));
}

/** The prior of a variational autoencoder: the standard normal distribution in k dimensions. */
export function prior(k: number): Gaussian {
  requireInteger("k", k);
  const covariance = new Float64Array(k * k);
  for (let i = 0; i < k; i++) covariance[i * k + i] = 1;
  return new Gaussian(new Float64Array(k), covariance);
}
