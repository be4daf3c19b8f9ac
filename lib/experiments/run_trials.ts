import { evaluate, type Evaluation } from "../evaluation/mod.ts";
import type { ImageSet } from "../images.ts";
import { type AutoencoderSpec, buildAutoencoder, checkImages } from "../models/mod.ts";
import { fit, type FitOptions, type History, resolveFitOptions } from "../training/mod.ts";
import type { ProgressOptions } from "../progress/mod.ts";
import { requireArray, requireFunction, requireKnown } from "../require.ts";

/** One of the alternatives that an experiment compares. */
export interface Variant {
  /** its name in tables and figures */
  name: string;
  network: () => AutoencoderSpec;
  /** training options that differ from the experiment's */
  training?: Partial<FitOptions>;
  /** training images; default: the experiment's */
  train?: ImageSet;
  /** test images; default: the experiment's */
  test?: ImageSet;
  /** images to compare the outputs with; default: the test images */
  targets?: ImageSet;
}

/** Options shared by all variants of an experiment. */
export interface ExperimentOptions {
  train: ImageSet;
  /** held-out images, on which each trial is evaluated */
  test: ImageSet;
  training: Omit<FitOptions, "seed" | "signal">;
  /** each variant is trained once with each seed; default [1] */
  seeds?: readonly number[];
  /** called, and awaited, with the share of finished trials, 0–1 */
  progress?: ProgressOptions["progress"];
  /** stops the experiment; finished trials are returned */
  signal?: AbortSignal;
}

/** One variant, trained with one seed. */
export interface Trial {
  name: string;
  seed: number;
  parameters: number;
  evaluation: Evaluation;
  history: History;
}

/**
 * Trains and evaluates every variant with every seed, one after the other. Trials with the same
 * seed differ only in the variant: images, their order and noise are the same.
 *
 * The stop button and `options.signal` stop the experiment; the finished trials are returned. Call
 * `useBackend()` first, or tfjs trains on its slow default backend.
 *
 * @throws {RangeError} `variants` or `seeds` is empty, or an option is out of range; networks,
 * images and options are checked before the first trial; a training diverges, unless `checkFinite`
 * is false
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
  options: ExperimentOptions,
): Promise<Trial[]> {
  requireArray("variants", variants);
  checkExperiment(options);
  const { training, seeds = [1], progress, signal } = options;
  if (variants.length === 0 || seeds.length === 0) {
    throw new RangeError(
      `an experiment needs variants and seeds, got ${variants.length} and ${seeds.length}`,
    );
  }
  const complete = variants.map((variant) => checked(variant, options));
  const plan = complete.flatMap((variant) => seeds.map((seed) => ({ ...variant, seed })));
  const trials: Trial[] = [];
  for (const { name, spec, seed, train, test, targets, training: own } of plan) {
    await progress?.(trials.length / plan.length);
    const model = buildAutoencoder(spec, seed);
    try {
      const history = await fit(model, train, {
        checkFinite: true,
        ...training,
        ...own,
        seed,
        signal,
      }).catch((error) => {
        if (!(error instanceof RangeError)) throw error;
        throw new RangeError(`${name}, seed ${seed}: ${error.message}`, { cause: error });
      });
      if (history.ended === "interrupted") return trials;
      const evaluation = evaluate(model, test, { seed, targets });
      trials.push({ name, seed, parameters: model.countParams(), evaluation, history });
    } finally {
      model.dispose();
    }
  }
  await progress?.(1);
  return trials;
}

/**
 * @throws {RangeError} an option is unknown
 * @throws {TypeError} the options are not an object
 */
export function checkExperiment(options: ExperimentOptions): void {
  requireKnown("an experiment", options, {
    train: true,
    test: true,
    training: true,
    seeds: true,
    progress: true,
    signal: true,
  });
  if (options.progress !== undefined) requireFunction("progress", options.progress);
  for (const [name, instead] of [["seed", "seeds"], ["signal", "signal"]]) {
    if (!Object.hasOwn(options.training ?? {}, name)) continue;
    throw new RangeError(`training.${name} has no effect; give ${instead} beside training`);
  }
}

/** A variant with its network, images and training, checked before anything is trained. */
function checked(variant: Variant, common: ExperimentOptions) {
  requireKnown("a variant", variant, {
    name: true,
    network: true,
    training: true,
    train: true,
    test: true,
    targets: true,
  });
  const { name, network, training, train = common.train, test = common.test, targets } = variant;
  try {
    const spec = { ...network(), name };
    const model = buildAutoencoder(spec, 1);
    try {
      checkImages(spec, train, "training images");
      checkImages(spec, test, "test images");
      if (targets) checkImages(spec, targets, "targets");
      resolveFitOptions(model, train, { ...common.training, ...training, seed: 1 });
    } finally {
      model.dispose();
    }
    return { name, spec, training, train, test, targets };
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${name}: ${error.message}`);
    throw error;
  }
}
