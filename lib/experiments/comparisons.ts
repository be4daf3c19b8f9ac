import type { ImageSet } from "../images.ts";
import {
  type Activation,
  type AutoencoderSpec,
  type BlockOptions,
  type EmnistOptions,
  emnistSpec,
} from "../models/mod.ts";
import { runTrials } from "./run_trials.ts";
import type { ExperimentOptions, Trial } from "./trial.ts";

/**
 * How the error follows the size of the code: the same network with each of the sizes.
 *
 * @param network makes the network of a code size: dense, convolutional …
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
  const variants = sizes.map((latent) => ({
    name: `code of ${latent}`,
    network: () => network(latent),
  }));
  return runTrials(variants, options);
}

/** The four EMNIST networks by the decoder's layer that has stride 2, as their source numbers them. */
export const STRIDED_LAYERS = [3, 4, 2, 1] as const;

/**
 * The four EMNIST networks: does it matter which of the decoder's layers doubles the image's sides?
 * Train each with several seeds, and count the dead units of their codes.
 *
 * @param network what all four have in common: fewer filters, a linear code …
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
 * The same network plain, with batch normalisation, with dropout, and with both.
 *
 * @param network makes the network of these options
 * @param dropout the share that is dropped
 */
export function regularizations(
  network: (block: BlockOptions) => AutoencoderSpec,
  dropout: number,
  options: ExperimentOptions,
): Promise<Trial[]> {
  const variants = [
    { name: "plain", block: {} },
    { name: "batch normalisation", block: { batchNormalization: true } },
    { name: `dropout ${dropout}`, block: { dropout } },
    { name: `both`, block: { batchNormalization: true, dropout } },
  ];
  return runTrials(
    variants.map(({ name, block }) => ({ name, network: () => network(block) })),
    options,
  );
}

/**
 * The same network with each of the activations between its layers.
 *
 * @param network makes the network of an activation
 */
export function activations(
  network: (activation: Activation) => AutoencoderSpec,
  names: readonly Activation[],
  options: ExperimentOptions,
): Promise<Trial[]> {
  return runTrials(
    names.map((name) => ({ name, network: () => network(name) })),
    options,
  );
}

/** Images by the name of their data set. */
export type ImagesByName = Record<string, { train: ImageSet; test: ImageSet }>;

/**
 * The same network on several data sets: MNIST, EMNIST, drawn digits, a folder of one's own.
 *
 * @throws {RangeError} the images of a data set are not of the network's size
 */
export function dataSets(
  network: () => AutoencoderSpec,
  images: ImagesByName,
  options: Omit<ExperimentOptions, "train" | "test">,
): Promise<Trial[]> {
  const variants = Object.entries(images).map(([name, { train, test }]) => ({
    ...{ name, network, train, test },
  }));
  const [{ train, test } = { train: undefined, test: undefined }] = variants;
  if (!train || !test) throw new RangeError("an experiment needs data sets, got 0");
  return runTrials(variants, { ...options, train, test });
}
