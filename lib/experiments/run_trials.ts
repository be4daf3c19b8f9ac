import type { ImageSet } from "../images.ts";
import { type AutoencoderSpec, buildAutoencoder, checkImages } from "../models/mod.ts";
import { type FitOptions, resolveFitOptions } from "../training/mod.ts";
import type { ProgressOptions } from "../progress/mod.ts";
import { requireArray, requireFunction, requireInteger, requireKnown } from "../require.ts";
import { type PlannedTrial, trainTrial, type Trial } from "./trial.ts";

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
  /**
   * trains so many trials at a time, each in a process of its own with the backend that is selected and
   * its share of the threads; default 1, in this process
   */
  processes?: number;
  /** called, and awaited, with the share of finished trials, 0–1 */
  progress?: ProgressOptions["progress"];
  /** stops the experiment; finished trials are returned */
  signal?: AbortSignal;
}

/**
 * Trains and evaluates every variant with every seed, one after the other or, with `processes`, several
 * at a time. Trials with the same seed differ only in the variant: images, their order and noise are the
 * same.
 *
 * In processes the results are those of this process with as many threads as each of them has: two
 * processes share four threads. Small networks gain most: one of them does not keep all cores busy.
 *
 * The stop button and `options.signal` stop the experiment; the finished trials are returned. Call
 * `useBackend()` first, or tfjs trains on its slow default backend.
 *
 * @throws {RangeError} `variants` or `seeds` is empty, or an option is out of range; networks,
 * images and options are checked before the first trial; a training diverges, unless `checkFinite`
 * is false; with `processes`, a training has an option that cannot be sent to another process, such as a
 * function
 * @throws {Error} a process was killed
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
  const { seeds = [1], processes = 1, progress, signal } = options;
  if (variants.length === 0 || seeds.length === 0) {
    throw new RangeError(
      `an experiment needs variants and seeds, got ${variants.length} and ${seeds.length}`,
    );
  }
  const complete = variants.map((variant) => checked(variant, options));
  const plan = complete.flatMap((variant) => seeds.map((seed) => ({ ...variant, seed })));
  await progress?.(0);
  const finished = (count: number) => progress?.(count / plan.length);
  if (processes > 1) {
    // only now: a page has no processes
    const { trainInProcesses } = await import("./processes.ts");
    return await trainInProcesses(plan, { processes, finished, signal });
  }
  const trials: Trial[] = [];
  for (const planned of plan) {
    const trial = await trainTrial(planned, signal);
    if (!trial) return trials;
    trials.push(trial);
    await finished(trials.length);
  }
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
    processes: true,
    progress: true,
    signal: true,
  });
  if (options.processes !== undefined) requireInteger("processes", options.processes, 1, 64);
  if (options.progress !== undefined) requireFunction("progress", options.progress);
  for (const [name, instead] of [["seed", "seeds"], ["signal", "signal"]]) {
    if (!Object.hasOwn(options.training ?? {}, name)) continue;
    throw new RangeError(`training.${name} has no effect; give ${instead} beside training`);
  }
}

/** A variant with its network, images and training, checked before anything is trained. */
function checked(variant: Variant, common: ExperimentOptions): Omit<PlannedTrial, "seed"> {
  requireKnown("a variant", variant, {
    name: true,
    network: true,
    training: true,
    train: true,
    test: true,
    targets: true,
  });
  const { name, network, train = common.train, test = common.test, targets } = variant;
  const training = { ...common.training, ...variant.training };
  try {
    const spec = { ...network(), name };
    const model = buildAutoencoder(spec, 1);
    try {
      checkImages(spec, train, "training images");
      checkImages(spec, test, "test images");
      if (targets) checkImages(spec, targets, "targets");
      resolveFitOptions(model, train, { ...training, seed: 1 });
    } finally {
      model.dispose();
    }
    return { name, spec, training, train, test, targets };
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${name}: ${error.message}`);
    throw error;
  }
}
