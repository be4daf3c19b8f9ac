import { cpus } from "node:os";
import { type BackendInfo, useBackend } from "../backend/mod.ts";
import { evaluate, type Evaluation, evidence, importanceBound } from "../evaluation/mod.ts";
import type { ImageSet } from "../images.ts";
import {
  type Autoencoder,
  type AutoencoderSpec,
  buildAutoencoder,
  buildVariationalAutoencoder,
  type VariationalAutoencoder,
} from "../models/mod.ts";
import { binarize, binarizeStochastic } from "../preprocessing/mod.ts";
import { Random } from "../random.ts";
import { fit, type FitOptions, type History, holdOut } from "../training/mod.ts";
import { type RecipeImages, recipeImages } from "./images.ts";
import { evaluatedFields, sixDigits } from "./metrics.ts";
import type { BoundRecipe, NetworkRecipe, Recipe } from "./recipes/recipe.ts";
import type { BoundRow, MeasuredRow, ResultRow } from "./rows.ts";
import { requireKnown } from "../require.ts";

/** Overrides of a recipe, and what monitors the training. */
export interface TrainOptions extends Pick<FitOptions, "monitor" | "signal" | "checkpoint"> {
  /** the recipe's images, if they are already loaded */
  images?: RecipeImages;
  /** default: those of the recipe */
  epochs?: number;
  /** trains only on the first images, this many */
  trainCount?: number;
  /**
   * Number of images to hold out of the training set and to measure on instead of the test set, which
   * must not be used to choose between recipes. Gives no row.
   */
  holdOut?: number;
}

/** The same for {@linkcode trainBound}. */
export interface TrainBoundOptions extends Omit<TrainOptions, "holdOut"> {
  /** codes sampled per image for the importance-weighted bound; default 100 */
  samples?: number;
}

const trainOptions: Record<Exclude<keyof TrainOptions, "holdOut">, true> = {
  images: true,
  epochs: true,
  trainCount: true,
  monitor: true,
  signal: true,
  checkpoint: true,
};

/** A trained network. */
export interface Trained<Row extends MeasuredRow, Model extends Autoencoder = Autoencoder> {
  model: Model;
  history: History;
  /** undefined if the test set was not used */
  row?: Row;
}

/** A trained network of the results table. */
export interface TrainedRecipe extends Trained<ResultRow> {
  evaluation: Evaluation;
}

/** A trained network of the table of bounds. */
export interface TrainedBound extends Trained<BoundRow, VariationalAutoencoder> {
  row: BoundRow;
}

/**
 * Trains a network according to its recipe and measures it on the whole test set.
 *
 * @returns undefined if the run was interrupted; with a checkpoint the next run resumes it
 * @throws {RangeError} an option is out of range, or the training diverges
 * @throws {Deno.errors.NotFound} the data set is not available
 */
export async function trainRecipe(
  recipe: Recipe,
  seed: number,
  options: TrainOptions = {},
): Promise<TrainedRecipe | undefined> {
  requireKnown("trainRecipe", options, { ...trainOptions, holdOut: true });
  const images = options.images ?? await recipeImages(recipe.data);
  const { train, measured } = splitImages(images, options);
  const trained = await trainNetwork(recipe, seed, {
    ...options,
    images,
    train,
    build: buildAutoencoder,
  });
  if (!trained) return undefined;
  const { model, history, measuredRow } = trained;
  const evaluation = await disposeOnError(
    model,
    () => evaluate(model, measured, { data: images.name, seed }),
  );
  model.notes.metrics = { bce: evaluation.bce, mse: evaluation.mse };
  if (options.holdOut !== undefined) return { model, history, evaluation };
  const losses = history.records.map(({ loss }) => sixDigits(loss));
  const row: ResultRow = {
    ...measuredRow,
    ...evaluatedFields(evaluation),
    source: recipe.source,
    split: "test",
    losses,
  };
  return { model, history, evaluation, row };
}

/**
 * Trains a variational network according to its recipe and measures both bounds on the whole test set.
 *
 * Stochastic training images are sampled again for each epoch, from the seed of the training. All
 * sampling of the measurement, first of test images and then of codes, uses seed 0: every network and
 * seed is measured on the same test images.
 *
 * @returns undefined if the run was interrupted; with a checkpoint the next run resumes it
 * @throws {RangeError} an option is out of range, or the training diverges
 * @throws {Deno.errors.NotFound} the data set is not available
 */
export async function trainBound(
  recipe: BoundRecipe,
  seed: number,
  options: TrainBoundOptions = {},
): Promise<TrainedBound | undefined> {
  requireKnown("trainBound", options, { ...trainOptions, samples: true });
  const images = options.images ?? await recipeImages(recipe.data);
  const { train } = splitImages(images, options);
  const stochastic = recipe.images === "stochastic";
  const trained = await trainNetwork(recipe, seed, {
    ...options,
    images,
    train: stochastic ? train : binarize(train),
    augment: stochastic ? binarizeStochastic : undefined,
    build: buildVariationalAutoencoder,
  });
  if (!trained) return undefined;
  const { model, history, measuredRow } = trained;
  const random = new Random(0), { samples = 100 } = options;
  const test = stochastic ? binarizeStochastic(images.test, random) : binarize(images.test);
  const bounds = await disposeOnError(model, () => measureBounds(model, test, samples, random));
  return { model, history, row: { ...measuredRow, seed, images: recipe.images, ...bounds } };
}

function measureBounds(
  model: VariationalAutoencoder,
  test: ImageSet,
  samples: number,
  random: Random,
) {
  const { distortion, rate, active, elbo, bitsPerPixel } = evidence(model, test, random);
  const importance = importanceBound(model, test, samples, random);
  return {
    distortion: sixDigits(distortion),
    rate: sixDigits(rate),
    active: active.length,
    nats: sixDigits(-elbo),
    bitsPerPixel: sixDigits(bitsPerPixel),
    samples,
    importanceNats: sixDigits(-importance.bound),
    importanceBitsPerPixel: sixDigits(importance.bitsPerPixel),
  };
}

/** The result of `work`; disposes of the model if it throws. */
async function disposeOnError<T>(model: Autoencoder, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    model.dispose();
    throw error;
  }
}

interface NetworkTraining<Model extends Autoencoder>
  extends TrainOptions, Pick<FitOptions, "augment"> {
  images: RecipeImages;
  train: ImageSet;
  build: (spec: AutoencoderSpec, seed: number) => Model;
}

/** Builds and trains the network of either kind of recipe; returns it with the fields common to all rows. */
async function trainNetwork<Model extends Autoencoder>(
  recipe: NetworkRecipe,
  seed: number,
  options: NetworkTraining<Model>,
): Promise<{ model: Model; history: History; measuredRow: MeasuredRow } | undefined> {
  const { images, train, build, augment, monitor, signal, checkpoint } = options;
  const { trainCount, holdOut } = options;
  const epochs = options.epochs ?? recipe.training.epochs;
  const backend = await useBackend();
  const model = build({ ...recipe.network(), name: recipe.name }, seed);
  model.notes.data = { name: images.name, hash: images.hash };
  const history = await disposeOnError(model, () =>
    fit(model, train, {
      ...recipe.training,
      checkFinite: true,
      epochs,
      seed,
      augment,
      monitor,
      signal,
      checkpoint,
    }));
  if (history.ended === "interrupted") {
    model.dispose();
    return undefined;
  }
  const measuredRow: MeasuredRow = {
    name: recipe.name,
    data: images.name,
    n: images.test.count,
    seed,
    latent: model.latent,
    parameters: model.countParams(),
    epochs,
    trainImages: train.count,
    seconds: Math.round(history.last!.elapsedMs / 100) / 10,
    dataHash: images.hash,
    hardware: hardwareName(backend),
    threads: backend.threads,
    reduced: reductionOf(recipe, images, { epochs, trainCount, holdOut }),
  };
  return { model, history, measuredRow };
}

/** The images to train on, and those to measure on: the test set or a held-out part of the others. */
function splitImages(
  { train, test }: RecipeImages,
  { trainCount, holdOut: count }: TrainOptions,
): { train: ImageSet; measured: ImageSet } {
  const first = trainCount === undefined ? train : train.slice(0, trainCount);
  if (count === undefined) return { train: first, measured: test };
  // The same images for every network and seed, so that recipes are comparable.
  const held = holdOut(first, count, new Random(0));
  return { train: held.train, measured: held.validation };
}

/** How a run with these options deviates from its recipe; undefined for a full run. */
export function reductionOf(
  { training }: Pick<NetworkRecipe, "training">,
  { train }: Pick<RecipeImages, "train">,
  options: Pick<TrainOptions, "epochs" | "trainCount" | "holdOut">,
): string | undefined {
  requireKnown("reductionOf", options, {
    epochs: "number",
    trainCount: "number",
    holdOut: "number",
  });
  const { epochs = training.epochs, trainCount = train.count, holdOut } = options;
  const deviation = (actual: number, full: number, unit: string) => {
    if (actual === full) return [];
    const word = actual < full ? "of" : "instead of";
    return [`${actual.toLocaleString("en")} ${word} ${full.toLocaleString("en")} ${unit}`];
  };
  const deviations = [
    ...deviation(epochs, training.epochs, "epochs"),
    ...deviation(trainCount, train.count, "images"),
    ...(holdOut === undefined ? [] : [`${holdOut.toLocaleString("en")} images held out`]),
  ];
  return deviations.length > 0 ? deviations.join(", ") : undefined;
}

/** Processor, cores and backend in one line. */
export function hardwareName({ name, gemm, simd, threads }: BackendInfo): string {
  return hardwareOf(gemm === "none" ? name : `${gemm}, ${simd}`, threads);
}

/** Processor, cores, the software that computes and its threads in one line. */
export function hardwareOf(software: string, threads: number): string {
  const processor = (cpus()[0]?.model ?? "unknown processor").trim();
  return `${processor}, ${navigator.hardwareConcurrency} cores; ${software}, ${threads} ` +
    (threads === 1 ? "thread" : "threads");
}
