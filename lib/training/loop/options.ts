import type * as tf from "@tensorflow/tfjs";
import { ImageSet, requireImages } from "../../images.ts";
import {
  Autoencoder,
  checkImages,
  hintOfOrder,
  requireNotInTraining,
  VariationalAutoencoder,
} from "../../models/mod.ts";
import {
  kindOf,
  requireArray,
  requireFunction,
  requireInteger,
  requireKnown,
  requireNumber,
  requireOneOf,
  requireSignal,
} from "../../require.ts";
import { checkCheckpoint, type CheckpointOptions } from "../checkpoints/checkpoint.ts";
import { fingerprint } from "../checkpoints/tensors.ts";
import { checkEarlyStopping, type EarlyStopping } from "../monitoring/early_stopping.ts";
import { checkMonitor, type Monitor } from "../monitoring/monitor.ts";
import type { ImageTransform } from "../objective/batch_source.ts";
import { checkElbo } from "../objective/elbo.ts";
import { requireImagesOrShards, type Shards } from "../objective/shards.ts";
import { type Loss, type LossFunction, lossNames } from "../objective/objective.ts";
import { checkClip, type Clip } from "../optimizers/clip.ts";
import {
  checkOptimizer,
  isGiven,
  learningRateOf,
  type OptimizerChoice,
} from "../optimizers/optimizer.ts";
import {
  checkSchedule,
  type ScheduleChoice,
  type ScheduleFunction,
} from "../optimizers/schedule.ts";

/** How `fit` trains. */
export interface FitOptions {
  /** passes over the images */
  epochs: number;
  /** for the order of the images, noise and dropout masks; an integer in 0–2³²−1 */
  seed: number;
  /** images per batch; default 128. The last batch of an epoch may be smaller. */
  batchSize?: number;
  /**
   * binary cross-entropy ("bce", the default if the output is a sigmoid), mean squared error ("mse") or
   * mean absolute error ("mae"); for a variational autoencoder the negative evidence lower bound ("elbo",
   * its default); or a function of targets and outputs
   */
  loss?: Loss;
  /** default 1e-3, or that of a given `tf.Optimizer` */
  learningRate?: number;
  /** default "adam"; a `tf.Optimizer` has its state and its learning rate left to the caller at the end */
  optimizer?: OptimizerChoice;
  /**
   * how the learning rate changes during the run; default "constant". A function returns the learning rate
   * of each step, counted from 0, in place of `learningRate`.
   */
  schedule?: ScheduleChoice;
  /** bounds on the gradients */
  clip?: Clip;
  /** images that are not trained on; the loss over all of them is measured after every epoch */
  validation?: ImageSet;
  /** ends the run when the validation loss (without a validation, the loss) stops falling */
  earlyStopping?: EarlyStopping;
  /**
   * Makes new images for every epoch, input and target alike: shifted, mirrored, grey pixels sampled
   * as black or white (`binarizeStochastic`)… It gets the original images and a random stream of
   * the epoch. The validation images stay as they are.
   */
  augment?: ImageTransform;
  /**
   * Corrupts the input in every epoch, while the target stays clean: a denoising autoencoder
   * (Vincent et al. 2008). The validation images are corrupted once, before the first epoch.
   */
  corrupt?: ImageTransform;
  /** "encoder", "decoder" or names of layers whose weights must not change */
  frozen?: readonly string[];
  /** observes the run */
  monitor?: Monitor | readonly Monitor[];
  /** ends the run as Ctrl-C or JupyterLab's stop button does */
  signal?: AbortSignal;
  /** a run that diverges throws a RangeError, instead of ending as "diverged" */
  checkFinite?: boolean;
  /**
   * Writes the state of the run to a file at intervals. If the file exists when the run begins, the
   * run resumes from it and ends with the bits of an uninterrupted run. The file of a finished run
   * restores the trained weights and the history without training. With another number of threads or
   * another library for matrix products it resumes too, but not to the same bits, and a warning says so.
   *
   * The file must be of the same run: the same options and images, and a model with the weights that
   * the run began with (build it again in the same way) or those that the run left it with (call
   * `fit` again after an interruption). Functions are compared by their source text; values of variables
   * outside them are not compared, nor are images in shards. The state of a given `tf.Optimizer` cannot be stored.
   */
  checkpoint?: CheckpointOptions;
}

const fitOptions: Record<keyof FitOptions, true> = {
  epochs: true,
  seed: true,
  batchSize: true,
  loss: true,
  learningRate: true,
  optimizer: true,
  schedule: true,
  clip: true,
  validation: true,
  earlyStopping: true,
  augment: true,
  corrupt: true,
  frozen: true,
  monitor: true,
  signal: true,
  checkFinite: true,
  checkpoint: true,
};

/** {@linkcode FitOptions} with the defaults filled in. */
export type ResolvedFitOptions =
  & FitOptions
  & Required<
    Pick<
      FitOptions,
      "batchSize" | "loss" | "learningRate" | "optimizer" | "schedule" | "frozen"
    >
  >;

/**
 * Fills in the defaults and checks every option.
 *
 * @throws {RangeError} an option is out of range or does not suit the model
 * @throws {TypeError} an option has the wrong type
 */
export function resolveFitOptions(
  model: Autoencoder,
  images: ImageSet | Shards,
  options: FitOptions,
): ResolvedFitOptions {
  if (!(model instanceof Autoencoder)) {
    throw new TypeError(`model must be an autoencoder, got ${kindOf(model)}${hintOfOrder(model)}`);
  }
  requireNotInTraining(model);
  model.requireUsable();
  requireImagesOrShards(images);
  requireKnown("fit", options, fitOptions);
  const resolved: ResolvedFitOptions = {
    ...options,
    ...defaults(model, options),
  };
  const { epochs, seed, batchSize, loss, learningRate, validation, frozen } = resolved;
  const { augment, corrupt, signal } = resolved;
  for (const [name, value] of Object.entries({ epochs, seed, batchSize, learningRate })) {
    requireNumber(name, value);
  }
  requireArray("frozen", frozen);
  for (const [name, transform] of Object.entries({ augment, corrupt })) {
    if (transform !== undefined) requireFunction(name, transform);
  }
  requireSignal(signal);
  requireInteger("epochs", epochs);
  requireInteger("batchSize", batchSize);
  checkLoss(loss, model);
  checkCheckpoint(resolved.checkpoint);
  checkOptimizer(resolved.optimizer);
  checkRate(options, resolved);
  checkSchedule(resolved.schedule, epochs);
  checkClip(resolved.clip);
  checkEarlyStopping(resolved.earlyStopping);
  [resolved.monitor ?? []].flat().forEach(checkMonitor);
  if (images instanceof ImageSet) checkImages(model.spec, images); // shards as they come
  if (validation !== undefined) requireImages(validation, "validation");
  if (validation) checkImages(model.spec, validation, "validation images");
  if (model instanceof VariationalAutoencoder) {
    if (images instanceof ImageSet) model.requireLabels(images.labels, images.count);
    if (validation) model.requireLabels(validation.labels, validation.count);
  }
  return resolved;
}

/** The options that decide what a run learns, apart from its length and data. */
export function learningOptions(options: ResolvedFitOptions) {
  const { seed, batchSize, learningRate, clip, frozen } = options;
  const loss = inWords(options.loss), optimizer = inWords(options.optimizer);
  const schedule = inWords(options.schedule);
  return { seed, batchSize, loss, learningRate, optimizer, schedule, clip, frozen };
}

/** A function by its name and, except in a browser, the hash of its source text, a given optimiser by its class; else as it is. */
function inWords<T>(value: T): Exclude<T, LossFunction | ScheduleFunction | tf.Optimizer> | string {
  if (typeof value === "function") {
    // a browser has no hash that needs no await, and no checkpoints to tell from each other
    if ((Deno.build.os as string) === "browser") return `function ${value.name}`;
    return `function ${value.name}, ${fingerprint([new TextEncoder().encode(`${value}`)])}`;
  }
  if (isGiven(value as OptimizerChoice)) return `a given ${Object(value).constructor.name}`;
  return value as Exclude<T, LossFunction | ScheduleFunction | tf.Optimizer>;
}

function defaults(model: Autoencoder, options: FitOptions) {
  const { optimizer = "adam", schedule = "constant", frozen = [] } = options;
  const usual = isGiven(optimizer) ? learningRateOf(optimizer) ?? NaN : 1e-3;
  const { batchSize = 128, loss = defaultLoss(model), learningRate = usual } = options;
  return { batchSize, loss, learningRate, optimizer, schedule, frozen };
}

function defaultLoss(model: Autoencoder): Loss {
  if (model instanceof VariationalAutoencoder) return "elbo";
  return model.spec.output === "sigmoid" ? "bce" : "mse";
}

/** @throws {RangeError} the learning rate is out of range, or cannot be set or stored as asked */
function checkRate(given: FitOptions, { learningRate, optimizer, checkpoint }: ResolvedFitOptions) {
  const none = isGiven(optimizer) && learningRateOf(optimizer) === undefined;
  const asked = (["learningRate", "schedule"] as const).find((key) => given[key] !== undefined);
  if (none && asked) {
    const { name } = optimizer.constructor;
    throw new RangeError(`${asked} needs an optimizer with a learningRate, ${name} has none`);
  }
  if (!none && !(learningRate > 0 && learningRate < Infinity)) {
    throw new RangeError(`learningRate must be positive and finite, got ${learningRate}`);
  }
  if (typeof given.schedule === "function" && given.learningRate !== undefined) {
    throw new RangeError(
      `a schedule that is a function returns the learning rate; leave out learningRate, got ${learningRate}`,
    );
  }
  if (isGiven(optimizer) && checkpoint) {
    throw new RangeError(
      `checkpoint cannot store the state of a given ${optimizer.constructor.name}; name the ` +
        'optimizer, such as "adam"',
    );
  }
}

function checkLoss(loss: Loss, { spec: { output } }: Autoencoder): void {
  if (typeof loss === "function") return;
  if (typeof loss === "object") checkElbo(loss);
  else requireOneOf("loss", loss, lossNames);
  if (loss === "bce" && output !== "sigmoid") {
    throw new RangeError(`loss "bce" needs a sigmoid output, this network's is ${output}`);
  }
}
