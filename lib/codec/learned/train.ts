import * as tf from "@tensorflow/tfjs";
import { Adam, binaryCrossEntropy } from "../../backend/mod.ts";
import type { ImageSet } from "../../images.ts";
import { batches, imageRows } from "../../preprocessing/mod.ts";
import { type ProgressOptions, ProgressReporter } from "../../progress/mod.ts";
import { Random } from "../../random.ts";
import {
  requireFunction,
  requireInRange,
  requireInteger,
  requireKnown,
  requireMember,
} from "../../require.ts";
import { FloatNetwork } from "./float_network.ts";
import { modelOf, type PixelModel } from "./model.ts";
import { checkShape, type PixelNetworkShape, shapeNames } from "./network.ts";

/** How {@linkcode trainPixelModel} trains. */
export interface PixelTrainingOptions
  extends Partial<Omit<PixelNetworkShape, "height" | "width">>, ProgressOptions {
  /** for the first weights and the order of the images; an integer in 0–2³²−1 */
  seed: number;
  /** passes over the images in floats */
  epochs: number;
  /** passes after them in which more and more weights become integers; default a third of the epochs, rounded up */
  roundedEpochs?: number;
  /** images per step; default 64 */
  batchSize?: number;
  /** at the beginning; half a cosine wave then brings it down to a hundredth; default 0.01 */
  learningRate?: number;
  /** images of the files that the model will be inside: training then counts its own bytes as well */
  insideFilesOf?: number;
  /** a model whose weights training begins with, instead of random ones; its size is the default */
  initial?: PixelModel;
  /** images that are not trained on; what they would take is measured after every epoch */
  validation?: ImageSet;
  /** called after every epoch */
  epoch?: (record: PixelEpoch) => void;
}

/** What is known after an epoch. */
export interface PixelEpoch {
  /** counted from 1, over both parts of the training */
  epoch: number;
  epochs: number;
  /** whether activations were rounded to the integers' steps, and some of the weights */
  rounded: boolean;
  /** −Σ log₂ p ÷ 8, the bytes of an image, on average over the epoch's steps */
  bytes: number;
  /** the same for the validation images, after the epoch; after the last one, by the model in integers */
  validationBytes?: number;
  /** of training alone */
  imagesPerSecond: number;
}

/** What training makes. */
export interface PixelTraining {
  model: PixelModel;
  records: PixelEpoch[];
}

const knownOptions: Record<keyof PixelTrainingOptions, true> = {
  channels: true,
  blocks: true,
  radius: true,
  windowBits: true,
  blockBits: true,
  outputBits: true,
  seed: true,
  epochs: true,
  roundedEpochs: true,
  batchSize: true,
  learningRate: true,
  insideFilesOf: true,
  initial: true,
  validation: true,
  epoch: true,
  progress: true,
  signal: true,
};

/** A network of 7,200 weights, whose model takes some 4 kB of a file. */
const defaultShape: Omit<PixelNetworkShape, "height" | "width"> = {
  ...{ channels: 16, blocks: 4, radius: 6 },
  ...{ windowBits: 4, blockBits: 5, outputBits: 5 },
};

const WARM_UP_STEPS = 200;
const VALIDATION_BATCH = 250;

/**
 * Trains a network to predict the pixels of binary images, each from those before it: Adam (Kingma & Ba
 * 2015) down the binary cross-entropy, which is the size of the coded file. The last epochs round the
 * activations to the steps of the integers (Ballé, Johnston & Minnen 2019) and fix more and more weights at
 * theirs, while the others make up for it (incremental network quantization, Zhou et al. 2017); what comes
 * out codes with these integers. The bits of the weights are those of the options, or fewer where sums would
 * not be exact or weights would be clipped.
 *
 * The same images, options and seed give the same model on the same machine with the same backend, number
 * of threads and library for matrix products.
 *
 * @param images of pixels 0 and 1, such as {@linkcode binarize} makes
 * @throws {RangeError} an option is unknown or out of range, the images are not binary, the loss or a weight becomes
 * NaN or infinite, or the trained network is not
 * exact; fewer bits help then
 * @throws the signal's reason, once it is aborted
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { imageSet } from "@autoencoders";
 * import { trainPixelModel } from "@autoencoders/codec";
 *
 * const stripes = Uint8Array.from({ length: 100 * 16 }, (_, i) => i % 2);
 * const images = imageSet(stripes, { height: 4, width: 4, maximum: 1 });
 * const { model, records } = await trainPixelModel(images, {
 *   ...{ epochs: 10, seed: 1, batchSize: 10, channels: 4, blocks: 1, radius: 2 },
 * });
 * ok(records.at(-1)!.bytes < 1); // of 2, as 16 bits
 * ok(model.bytes.length < 500);
 * ```
 */
export async function trainPixelModel(
  images: ImageSet,
  options: PixelTrainingOptions,
): Promise<PixelTraining> {
  const shape = checkOptions(images, options), { seed, validation, batchSize = 64 } = options;
  const { roundedEpochs = Math.ceil(options.epochs / 3), learningRate = 0.01 } = options;
  const epochs = options.epochs + roundedEpochs, records: PixelEpoch[] = [];
  const random = new Random(seed), reporter = new ProgressReporter(options);
  using network = new FloatNetwork(shape, random);
  if (options.initial) network.assign(options.initial.network);
  using descent = new Descent(
    network,
    images,
    Math.min(batchSize, images.count),
    options.insideFilesOf,
  );
  const { stepsPerEpoch } = descent, steps = epochs * stepsPerEpoch;
  for (let epoch = 1, step = 0; epoch <= epochs; epoch++) {
    const rounded = epoch > options.epochs;
    if (epoch === options.epochs + 1) await network.fitBits();
    if (rounded) await network.fix(fixedShare(epoch - options.epochs, roundedEpochs));
    let bytes = 0, elapsedMs = 0;
    for (const rows of batches(images.count, descent.batchSize, random)) {
      if (rows.length < descent.batchSize) break; // the rest of an epoch, less than a batch
      const startedAt = performance.now();
      bytes += descent.step(rows, learningRate * factor(step++, steps), rounded);
      elapsedMs += performance.now() - startedAt;
      await reporter.report(step / steps);
    }
    if (epoch === epochs) await network.fix(1);
    const record: PixelEpoch = {
      ...{ epoch, epochs, rounded, bytes: bytes / stepsPerEpoch },
      ...validation && { validationBytes: measure(network, validation, rounded) },
      imagesPerSecond: 1000 * stepsPerEpoch * descent.batchSize / elapsedMs,
    };
    records.push(record);
    options.epoch?.(record);
  }
  return { model: modelOf(await network.integers()), records };
}

/** 1 in the beginning, after a warm-up, and 1/100 in the end: half a cosine wave. */
function factor(step: number, steps: number): number {
  const wave = (1 + Math.cos(Math.PI * step / steps)) / 2;
  const warmUp = Math.min(WARM_UP_STEPS, steps / 10);
  return Math.min(1, (step + 1) / warmUp) * (0.01 + 0.99 * wave);
}

/** The share of weights that are integers in a rounded epoch; that of the others falls cubically to 0. */
function fixedShare(epoch: number, epochs: number): number {
  return 1 - (1 - epoch / (epochs + 1)) ** 3;
}

/** Steps of the optimiser over a set of images. */
class Descent implements Disposable {
  readonly stepsPerEpoch: number;
  readonly #network: FloatNetwork;
  readonly #rows: ReturnType<typeof imageRows>;
  readonly #optimizer = new Adam(0, 0.9, 0.99, 1e-8);
  /** what a bit of the model adds to the loss, in nats of a pixel */
  readonly #natsPerModelBit: number;

  /** @param filesOf images that share the bytes of the model; without it these do not count */
  constructor(
    network: FloatNetwork,
    images: ImageSet,
    readonly batchSize: number,
    filesOf = Infinity,
  ) {
    const { height, width } = images;
    this.#natsPerModelBit = Math.LN2 / (filesOf * height * width);
    this.stepsPerEpoch = Math.floor(images.count / batchSize);
    this.#network = network;
    this.#rows = imageRows(images);
  }

  /** Takes a step and returns the bytes of an image before it. */
  step(rows: Int32Array, rate: number, rounded: boolean): number {
    this.#optimizer.setLearningRate(rate);
    return tf.tidy(() => {
      const x = tf.squeeze(this.#rows.rowsAt(rows), [3]) as tf.Tensor3D;
      const modelCost = () => tf.mul(this.#network.modelBits(), this.#natsPerModelBit);
      const counted = this.#natsPerModelBit > 0, cost = counted ? modelCost() : 0;
      const { value, grads } = tf.variableGrads(() => {
        const loss = binaryCrossEntropy(x, this.#network.logits(x, rounded));
        return counted ? tf.add(loss, modelCost()) as tf.Scalar : loss;
      }, this.#network.variables);
      this.#optimizer.applyGradients(grads as Parameters<Adam["applyGradients"]>[0]);
      this.#network.restoreFixed();
      return bytesOf(tf.sub(value, cost), this.#network.shape);
    });
  }

  [Symbol.dispose](): void {
    this.#rows.dispose();
    this.#optimizer.dispose();
  }
}

/** The bytes of an image of a set. */
function measure(network: FloatNetwork, images: ImageSet, rounded: boolean): number {
  const rows = imageRows(images);
  let sum = 0;
  for (const indices of batches(images.count, VALIDATION_BATCH)) {
    sum += indices.length * tf.tidy(() => {
      const x = tf.squeeze(rows.rowsAt(indices), [3]) as tf.Tensor3D;
      return bytesOf(binaryCrossEntropy(x, network.logits(x, rounded)), network.shape);
    });
  }
  rows.dispose();
  return sum / images.count;
}

/** Bytes of an image, from nats of a pixel. */
function bytesOf(loss: tf.Scalar, { height, width }: PixelNetworkShape): number {
  const [nats] = loss.dataSync();
  if (!Number.isFinite(nats)) {
    throw new RangeError(`the loss became ${nats}; a lower learningRate may help`);
  }
  return nats * height * width / Math.LN2 / 8;
}

/** The shape of a network alone. */
function pick(network: PixelNetworkShape): PixelNetworkShape {
  return Object.fromEntries(
    shapeNames.map((name) => [name, network[name]]),
  ) as unknown as PixelNetworkShape;
}

function checkOptions(images: ImageSet, options: PixelTrainingOptions): PixelNetworkShape {
  requireKnown("trainPixelModel", options, knownOptions);
  const { height, width } = images, { validation } = options;
  for (const [name, set] of Object.entries({ images, ...validation && { validation } })) {
    const { channels, maximum } = set;
    if (channels !== 1 || maximum !== 1) {
      throw new RangeError(
        `${name} must be binary, of one channel of pixels 0 and 1, got ${channels} of maximum ` +
          `${maximum}; use binarize(images)`,
      );
    }
    if (set.height !== height || set.width !== width) {
      throw new RangeError(
        `${name} must be of the size ${height} × ${width}, got ${set.height} × ${set.width}`,
      );
    }
  }
  requireInteger("epochs", options.epochs);
  requireInteger("roundedEpochs", options.roundedEpochs ?? 1);
  requireInteger("batchSize", options.batchSize ?? 64);
  requireInRange("learningRate", options.learningRate ?? 0.01, 0);
  requireInteger("insideFilesOf", options.insideFilesOf ?? 1);
  const given = Object.entries(options).filter(([name, value]) =>
    name in defaultShape && value !== undefined
  );
  if (options.epoch !== undefined) requireFunction("epoch", options.epoch);
  if (options.initial !== undefined) {
    requireMember("initial", options.initial, "network", "openModel()");
  }
  const initial = options.initial?.network;
  const base = initial ? pick(initial) : defaultShape;
  const shape = { ...base, ...Object.fromEntries(given), height, width };
  checkShape(shape);
  for (const name of ["height", "width", "channels", "blocks", "radius"] as const) {
    if (initial && initial[name] !== shape[name]) {
      throw new RangeError(`${name} must be ${initial[name]}, as of initial, got ${shape[name]}`);
    }
  }
  return shape;
}
