import { evaluate } from "../evaluation/mod.ts";
import type { ImageSet } from "../images.ts";
import { type AutoencoderSpec, buildAutoencoder, checkImages } from "../models/mod.ts";
import { fit } from "../training/mod.ts";
import type { ExperimentOptions, Trial, Variant } from "./trial.ts";

/**
 * Trains and measures every variant with every seed, one after the other. What differs between two
 * trials of a seed is the variant alone: images, their order and noise are the same.
 *
 * The stop button and `options.signal` end it; the trials that were done are returned. Select the
 * backend first, by `useBackend()`: without it tfjs's slow one trains.
 *
 * @throws {RangeError} there are no variants or no seeds, or an option is out of range; of each
 * variant's network and images that is found out before the first is trained
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseSpec, Random, runTrials, strokes } from "@autoencoders";
 *
 * const images = strokes(40, new Random(1));
 * const variants = [2, 4].map((latent) => ({
 *   name: `code of ${latent}`,
 *   network: () => denseSpec({ widths: [8], latent }),
 * }));
 * const trials = await runTrials(variants, { train: images, test: images, training: { epochs: 1 } });
 * deepStrictEqual(trials.map(({ name }) => name), ["code of 2", "code of 4"]);
 * ```
 */
export async function runTrials(
  variants: readonly Variant[],
  { train, test, training, seeds = [1], onProgress, signal }: ExperimentOptions,
): Promise<Trial[]> {
  if (variants.length === 0 || seeds.length === 0) {
    throw new RangeError(
      `an experiment needs variants and seeds, got ${variants.length} and ${seeds.length}`,
    );
  }
  const plan = variants
    .map((variant) => ({ variant, spec: trainableSpec(variant, { train, test }) }))
    .flatMap((each) => seeds.map((seed) => ({ ...each, seed })));
  const trials: Trial[] = [];
  for (const { variant, spec, seed } of plan) {
    const { name } = variant;
    await onProgress?.({ done: trials.length, of: plan.length, name, seed });
    const model = buildAutoencoder(spec, seed);
    try {
      const history = await fit(model, variant.train ?? train, {
        ...training,
        ...variant.training,
        ...{ seed, signal },
      });
      if (history.ended === "interrupted") return trials;
      const evaluation = evaluate(model, variant.test ?? test, { seed, targets: variant.targets });
      trials.push({ name, seed, parameters: model.countParams(), evaluation, history });
    } finally {
      model.dispose();
    }
  }
  return trials;
}

/** A variant's network; whether it can be built and takes its images is found out before any is trained. */
function trainableSpec(
  { name, network, train, test, targets }: Variant,
  common: { train: ImageSet; test: ImageSet },
): AutoencoderSpec {
  try {
    const spec = { ...network(), name };
    buildAutoencoder(spec, 1).dispose();
    checkImages(spec, train ?? common.train, "training images");
    checkImages(spec, test ?? common.test, "test images");
    if (targets) checkImages(spec, targets, "targets");
    return spec;
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${name}: ${error.message}`);
    throw error;
  }
}
