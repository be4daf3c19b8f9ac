import type { ImageSet } from "../images.ts";
import {
  type Activation,
  type AutoencoderSpec,
  type BlockOptions,
  type EmnistOptions,
  emnistSpec,
} from "../models/mod.ts";
import type { NoiseFunction } from "../preprocessing/mod.ts";
import { Random } from "../random.ts";
import { checkExperiment, type ExperimentOptions, runTrials } from "./run_trials.ts";
import type { Trial } from "./trial.ts";
import { requireArray, requireFunction, requireKnown, requireRecord } from "../require.ts";

/**
 * Compares sizes of the code: trains the same network with each size.
 *
 * @param network returns the network with codes of the given size
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseSpec, latentSizes, Random, strokes } from "@autoencoders";
 *
 * const images = strokes(40, new Random(1));
 * const trials = await latentSizes((latent) => denseSpec({ widths: [8], latent }), [2, 8], {
 *   train: images,
 *   test: images,
 *   training: { epochs: 1 },
 * });
 * deepStrictEqual(trials.map(({ evaluation }) => evaluation.latent), [2, 8]);
 * ```
 */
export function latentSizes(
  network: (latent: number) => AutoencoderSpec,
  sizes: readonly number[],
  options: ExperimentOptions,
): Promise<Trial[]> {
  requireArray("sizes", sizes);
  requireFunction("network", network);
  const variants = sizes.map((latent) => ({
    name: `code of ${latent}`,
    network: () => network(latent),
  }));
  return runTrials(variants, options);
}

/** The decoder layer with stride 2 in the EMNIST networks, models 1 to 4. */
export const STRIDED_LAYERS = [3, 4, 2, 1] as const;

/**
 * Compares the four EMNIST networks, which differ in the decoder layer that doubles height and
 * width.
 *
 * @param network options shared by all four, such as fewer filters or a linear code
 */
export function stridePositions(
  options: ExperimentOptions,
  network: Omit<EmnistOptions, "stridedLayer"> = {},
): Promise<Trial[]> {
  const variants = STRIDED_LAYERS.map((stridedLayer, i) => ({
    name: `model ${i + 1}, stride 2 in layer ${stridedLayer}`,
    network: () => emnistSpec({ ...network, stridedLayer }),
  }));
  return runTrials(variants, options);
}

/**
 * Compares regularisation: trains the same network plain, with batch normalisation, with dropout,
 * and with both.
 *
 * @param network returns the network with the given options
 * @param dropout the dropout rate
 */
export function regularizations(
  network: (block: BlockOptions) => AutoencoderSpec,
  dropout: number,
  options: ExperimentOptions,
): Promise<Trial[]> {
  requireFunction("network", network);
  const blocks: Record<string, BlockOptions> = {
    "plain": {},
    "batch normalisation": { batchNormalization: true },
    [`dropout ${dropout}`]: { dropout },
    "both": { batchNormalization: true, dropout },
  };
  const variants = Object.entries(blocks).map(([name, block]) => ({
    name,
    network: () => network(block),
  }));
  return runTrials(variants, options);
}

/**
 * Compares activations: trains the same network with each of them between its layers.
 *
 * @param network returns the network with the given activation
 */
export function activations(
  network: (activation: Activation) => AutoencoderSpec,
  names: readonly Activation[],
  options: ExperimentOptions,
): Promise<Trial[]> {
  requireArray("names", names);
  requireFunction("network", network);
  const variants = names.map((name) => ({ name, network: () => network(name) }));
  return runTrials(variants, options);
}

/** Training and test images by the name of their data set. */
export type ImagesByName = Record<string, { train: ImageSet; test: ImageSet }>;

/**
 * Trains the same network on several data sets: MNIST, EMNIST, synthetic digits, your own folder.
 *
 * @throws {RangeError} `images` is empty, or images do not have the network's size
 */
export function dataSets(
  network: () => AutoencoderSpec,
  images: ImagesByName,
  options: Omit<ExperimentOptions, "train" | "test">,
): Promise<Trial[]> {
  requireRecord("images", images);
  requireFunction("network", network);
  const variants = Object.entries(images).map(([name, { train, test }]) => ({
    name,
    network,
    train,
    test,
  }));
  if (variants.length === 0) throw new RangeError("an experiment needs data sets, got 0");
  requireKnown("dataSets", options, {
    training: true,
    seeds: true,
    processes: true,
    progress: true,
    signal: true,
  });
  const { train, test } = variants[0]; // not used: every variant has its own
  return runTrials(variants, { ...options, train, test });
}

/**
 * Compares denoising autoencoders (Vincent et al. 2008): trains the same network on images with
 * each amount of noise. All reconstruct the same noisy test images and are compared with the clean
 * ones.
 *
 * @param addNoise `saltAndPepper`, `gaussianNoise`, `maskNoise` …
 * @param amounts of noise in training; 0 is clean
 * @param testAmount of noise in the test images
 * @throws {RangeError} an amount is out of range for `addNoise`
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
  addNoise: NoiseFunction,
  amounts: readonly number[],
  testAmount: number,
  options: ExperimentOptions,
): Promise<Trial[]> {
  requireArray("amounts", amounts);
  requireFunction("addNoise", addNoise);
  requireFunction("network", network);
  checkExperiment(options);
  const test = addNoise(options.test, testAmount, new Random(0));
  const variants = amounts.map((amount) => {
    const corrupt = (images: ImageSet, random: Random) => addNoise(images, amount, random);
    return {
      name: amount === 0 ? "trained on clean images" : `trained on noise ${amount}`,
      network,
      test,
      targets: options.test,
      training: amount === 0 ? {} : { corrupt },
    };
  });
  return runTrials(variants, options);
}
