import type { ImageSet } from "../images.ts";
import { type Autoencoder, checkImages, VariationalAutoencoder } from "../models/mod.ts";
import { requireInteger, requireNumber, requireOneOf } from "../require.ts";
import type { Random } from "../random.ts";
import { checkClip, type Clip } from "./optimizers/clip.ts";
import { checkElbo } from "./objective/elbo.ts";
import type { Loss } from "./objective/losses.ts";
import type { Monitor } from "./monitoring/monitor.ts";
import { checkOptimizer, type OptimizerChoice } from "./optimizers/optimizer.ts";
import { checkSchedule, type ScheduleChoice } from "./optimizers/schedule.ts";
import { checkStopping, type EarlyStopping } from "./loop/stopping.ts";

/** Makes other images of the same number and size. */
export type Change = (images: ImageSet, random: Random) => ImageSet;

/** How {@linkcode fit} trains. */
export interface FitOptions {
  /** passes over the images */
  epochs: number;
  /** decides the order of the images, the noise and the dropout masks; an integer in 0–2³²−1 */
  seed: number;
  /** images a batch; 128 unless told. The last batch of an epoch takes what is left. */
  batchSize?: number;
  /**
   * binary cross-entropy ("bce", the default where the output is a sigmoid) or mean squared error;
   * for a variational autoencoder the bound, "elbo", which is its default
   */
  loss?: Loss;
  /** 1e-3 unless told */
  learningRate?: number;
  /** "adam" unless told */
  optimizer?: OptimizerChoice;
  /** how the learning rate goes on from where it begins; "constant" unless told */
  schedule?: ScheduleChoice;
  /** bounds on the gradients */
  clip?: Clip;
  /** images that are never trained on; the loss over all of them is taken after every epoch */
  validation?: ImageSet;
  /** ends the run when the validation loss (without validation: the loss) no longer falls */
  earlyStopping?: EarlyStopping;
  /**
   * Changes the images afresh for each epoch, input and target alike: shifts, mirror images, grey
   * pixels drawn black or white (`binarizeStochastic`)… The validation images stay as they are.
   */
  augment?: Change;
  /**
   * Spoils the images that go in, while the originals stay the target (Vincent et al. 2008). Called
   * once an epoch with a stream of its own; the validation images are spoilt once, the same way in
   * every epoch.
   */
  corrupt?: Change;
  /** "encoder", "decoder" or names of layers whose weights shall stay as they are */
  frozen?: readonly string[];
  /** watches the run */
  monitor?: Monitor | readonly Monitor[];
  /**
   * ends the run as JupyterLab's stop button or Ctrl-C does: what was learned is kept, or with
   * `restoreBest` the best of it
   */
  signal?: AbortSignal;
  /** ends with an error at the first loss that is not a number; costs next to nothing */
  checkFinite?: boolean;
  /**
   * Writes the state of the run to a file now and then, and goes on from that file if it is there, to
   * the bits of a run that was never cut. The file of a finished run gives the trained weights and the
   * history back without training.
   *
   * The file must be of the same run: options, images, and a model with the weights that the run began
   * with (build it anew as it was built then) or with those that the run left it with (call
   * {@linkcode fit} again after an interruption). `augment` and `corrupt` are compared by their source
   * text, which does not tell the values of variables from outside of it.
   */
  checkpoint?: CheckpointOptions;
}

/** Where and how often {@linkcode fit} writes its state. */
export interface CheckpointOptions {
  /** its folders are made where they are missing; first written before the first batch */
  file: string;
  /** at least so long between two writes; 30 unless told, 0 for after every batch */
  everySeconds?: number;
}

/** {@linkcode FitOptions} with every default in place. */
export type ResolvedFitOptions =
  & FitOptions
  & Required<
    Pick<
      FitOptions,
      "batchSize" | "loss" | "learningRate" | "optimizer" | "schedule" | "frozen"
    >
  >;

/**
 * @throws {RangeError} an option is out of range or does not go with the model
 * @throws {TypeError} a number is not a number, or the checkpoint's file is no path
 */
export function settingsOf(
  model: Autoencoder,
  images: ImageSet,
  options: FitOptions,
): ResolvedFitOptions {
  const { output } = model.spec;
  const settings: ResolvedFitOptions = {
    ...options,
    batchSize: options.batchSize ?? 128,
    loss: options.loss ?? defaultLoss(model),
    learningRate: options.learningRate ?? 1e-3,
    optimizer: options.optimizer ?? "adam",
    schedule: options.schedule ?? "constant",
    frozen: options.frozen ?? [],
  };
  const { epochs, seed, batchSize, loss, learningRate, validation, checkpoint } = settings;
  const everySeconds = checkpoint?.everySeconds ?? 30;
  const numbers = { epochs, seed, batchSize, learningRate, everySeconds };
  for (const [name, value] of Object.entries(numbers)) requireNumber(name, value);
  requireInteger("epochs", epochs);
  requireInteger("batchSize", batchSize);
  if (typeof loss === "object") checkElbo(loss);
  else requireOneOf("loss", loss, ["bce", "mse", "elbo"]);
  if (loss === "bce" && output !== "sigmoid") {
    throw new RangeError(`loss "bce" needs a sigmoid output, this network's is ${output}`);
  }
  if (!(learningRate > 0 && learningRate < Infinity)) {
    throw new RangeError(`learningRate must be positive, got ${learningRate}`);
  }
  if (checkpoint && (typeof checkpoint.file !== "string" || checkpoint.file === "")) {
    const Kind = checkpoint.file === "" ? RangeError : TypeError;
    throw new Kind(`checkpoint.file must be the path of a file, got "${checkpoint.file}"`);
  }
  if (!(everySeconds >= 0)) {
    throw new RangeError(`everySeconds must be at least 0, got ${everySeconds}`);
  }
  checkOptimizer(settings.optimizer);
  checkSchedule(settings.schedule, epochs);
  checkClip(settings.clip);
  checkStopping(settings.earlyStopping);
  checkImages(model.spec, images);
  if (validation) checkImages(model.spec, validation, "validation images");
  return settings;
}

function defaultLoss(model: Autoencoder): Loss {
  if (model instanceof VariationalAutoencoder) return "elbo";
  return model.spec.output === "sigmoid" ? "bce" : "mse";
}
