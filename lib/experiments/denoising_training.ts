import type { NoiseFunction } from "../evaluation/mod.ts";
import type { AutoencoderSpec } from "../models/mod.ts";
import { Random } from "../random.ts";
import { runTrials } from "./run_trials.ts";
import type { ExperimentOptions, Trial } from "./trial.ts";

/**
 * What training on noise teaches (Vincent et al. 2008): the same network trained on clean images and
 * on images spoilt to each of the amounts, all of them given the same noisy test images and measured
 * against the clean ones.
 *
 * @param spoil `saltAndPepper`, `gaussianNoise`, `maskNoise` …
 * @param amounts of noise in training; 0 is clean
 * @param testAmount of noise in the test images
 * @throws {RangeError} an amount is out of range for `spoil`
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denoisingTraining, denseSpec, Random, saltAndPepper, strokes } from "@autoencoders";
 *
 * const images = strokes(40, new Random(1));
 * const network = () => denseSpec({ widths: [8], latent: 4 });
 * const options = { train: images, test: images, training: { epochs: 1 } };
 * const trials = await denoisingTraining(network, saltAndPepper, [0, 0.3], 0.3, options);
 * deepStrictEqual(trials.map(({ name }) => name), ["trained on clean images", "trained on noise 0.3"]);
 * ```
 */
export function denoisingTraining(
  network: () => AutoencoderSpec,
  spoil: NoiseFunction,
  amounts: readonly number[],
  testAmount: number,
  options: ExperimentOptions,
): Promise<Trial[]> {
  const noisy = spoil(options.test, testAmount, new Random(0));
  const variants = amounts.map((amount) => ({
    name: amount === 0 ? "trained on clean images" : `trained on noise ${amount}`,
    network,
    test: noisy,
    targets: options.test,
    training: amount === 0
      ? {}
      : { corrupt: (images: typeof noisy, random: Random) => spoil(images, amount, random) },
  }));
  return runTrials(variants, options);
}
