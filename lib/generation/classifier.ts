import * as tf from "@tensorflow/tfjs";
import { Adam, applyModel } from "../backend/mod.ts";
import { type Codes, codesFrom } from "../codes.ts";
import type { ImageShape } from "../evaluation/mod.ts";
import { type ImageSet, requireImages } from "../images.ts";
import { accuracy } from "../latent/mod.ts";
import { checkImages, freeWeights, layersOf, requireWeights } from "../models/mod.ts";
import { inBatches } from "../preprocessing/mod.ts";
import { type ProgressOptions, ProgressReporter } from "../progress/mod.ts";
import { Random } from "../random.ts";
import { requireInteger, requireKnown } from "../require.ts";
import { allFinite, rowArgmax } from "../statistics/mod.ts";

/** Options of {@linkcode fitClassifier}. */
export interface ClassifierOptions extends ProgressOptions {
  /** seed of the initial weights and of the order of the images */
  seed: number;
  /** passes over the images; default 5 */
  epochs?: number;
  /** units of the hidden layers; the last one returns the features; default [256, 64] */
  widths?: readonly number[];
  /** images per batch; default 128 */
  batchSize?: number;
  /** default 1e-3 */
  learningRate?: number;
}

/** A dense network that classifies images, trained by {@linkcode fitClassifier}. */
export class Classifier {
  /** one more than the highest training label */
  readonly classes: number;
  /** numbers in a feature vector */
  readonly featureCount: number;
  /** images [n, h, w, c] → logits [n, classes]: the model that is trained */
  readonly logits: tf.LayersModel;
  readonly #features: tf.LayersModel;
  readonly #shape: Required<ImageShape>;

  constructor(
    { height, width, channels }: Required<ImageShape>,
    widths: readonly number[],
    classes: number,
    random: Random,
  ) {
    this.classes = classes;
    this.featureCount = widths.at(-1)!;
    this.#shape = { height, width, channels };
    const { features, logits } = buildNetwork(this.#shape, widths, classes, random);
    this.#features = features;
    this.logits = logits;
  }

  /**
   * The outputs of the last hidden layer: n × featureCount numbers.
   *
   * @throws {RangeError} the size of the images differs from that of the training images
   */
  features(images: ImageSet): Codes {
    return codesFrom(this.#run(this.#features, images, this.featureCount), this.featureCount);
  }

  /** The probability of each class: n × classes numbers. */
  probabilities(images: ImageSet): Float32Array {
    return this.#run(this.logits, images, this.classes, (logits) => tf.softmax(logits));
  }

  /** The most likely class of each image. */
  predict(images: ImageSet): Int32Array {
    return rowArgmax(this.probabilities(images), this.classes);
  }

  /**
   * The fraction of images classified correctly.
   *
   * @throws {RangeError} the images have no labels
   */
  accuracy(images: ImageSet): number {
    return accuracy(labelsOf(images), this.predict(images));
  }

  /** Frees the weights; the classifier cannot be used afterwards. */
  dispose(): void {
    freeWeights(this.logits.weights);
  }

  #run(
    model: tf.LayersModel,
    images: ImageSet,
    columns: number,
    activate = (outputs: tf.Tensor) => outputs,
  ): Float32Array {
    requireWeights("the classifier", this.logits.weights);
    checkImages(this.#shape, images);
    const values = new Float32Array(images.count * columns);
    for (const { start, tensor } of inBatches(images)) {
      tf.tidy(() => {
        const outputs = activate(applyModel(model, tensor())); // [b, h, w, c] → [b, columns]
        values.set(outputs.dataSync(), start * columns);
      });
    }
    if (!allFinite(values)) {
      throw new RangeError("the outputs of the classifier are NaN or infinite");
    }
    return values;
  }
}

/** The models from images to the last hidden layer and to the logits, with common layers. */
function buildNetwork(
  { height, width, channels }: Required<ImageShape>,
  widths: readonly number[],
  classes: number,
  random: Random,
): { features: tf.LayersModel; logits: tf.LayersModel } {
  const dense = (units: number, name: string) =>
    layersOf({ type: "dense", units, activation: "relu" }, name, {
      initializer: "heUniform",
      random,
    });
  const hidden = [
    ...layersOf({ type: "flatten" }, "classifier_flatten", { initializer: "heUniform", random }),
    ...widths.flatMap((units, i) => dense(units, `classifier_${i + 1}`)),
  ];
  const [last] = layersOf({ type: "dense", units: classes }, "classes", {
    initializer: "glorotUniform",
    random,
  });
  const image = tf.input({ shape: [height, width, channels] });
  const features = hidden.reduce(
    (x, layer) => layer.apply(x) as tf.SymbolicTensor, // [n, h, w, c] → [n, widths.at(-1)]
    image,
  );
  const logits = last.apply(features) as tf.SymbolicTensor; // [n, classes]
  return {
    features: tf.model({ inputs: image, outputs: features }),
    logits: tf.model({ inputs: image, outputs: logits }),
  };
}

/**
 * Trains a small dense network to classify images.
 *
 * @throws {RangeError} the images have no labels, or an option is out of range; the loss or a weight
 * becomes NaN or infinite
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { fitClassifier, imageSet } from "@autoencoders";
 *
 * const labels = new Uint8Array([0, 1, 0, 1]);
 * const images = imageSet(new Uint8Array([0, 255, 9, 250]), { height: 1, width: 1, labels });
 * const classifier = await fitClassifier(images, { seed: 1, epochs: 200, widths: [8] });
 * strictEqual(classifier.accuracy(images), 1);
 * classifier.dispose();
 * ```
 */
export async function fitClassifier(
  images: ImageSet,
  options: ClassifierOptions,
): Promise<Classifier> {
  requireImages(images);
  requireKnown("fitClassifier", options, {
    seed: true,
    epochs: true,
    widths: "array",
    batchSize: true,
    learningRate: true,
    progress: true,
    signal: true,
  });
  const { seed, epochs = 5, widths = [256, 64], batchSize = 128, learningRate = 1e-3 } = options;
  requireInteger("epochs", epochs);
  requireInteger("hidden layers", widths.length);
  widths.forEach((units) => requireInteger("width", units));
  const labels = labelsOf(images), random = new Random(seed);
  const reporter = new ProgressReporter(options);
  const classes = labels.reduce((highest, label) => Math.max(highest, label), 0) + 1;
  const classifier = new Classifier(images, widths, classes, random);
  const adam = new Adam(learningRate);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const { end, indices, tensor } of inBatches(images, batchSize, random)) {
        tf.tidy(() => {
          const truth = tf.tensor1d(Int32Array.from(indices, (i) => labels[i]), "int32"); // [b]
          const loss = step(classifier.logits, adam, tensor(), tf.oneHot(truth, classes)); // [b, classes]
          if (!Number.isFinite(loss)) throw diverged(`its loss became ${loss}`, epoch, end);
        });
        await reporter.report((epoch + end / images.count) / epochs);
      }
    }
    const broken = classifier.logits.weights.find((weight) => !allFinite(weight.read().dataSync()));
    if (broken) {
      throw diverged(`${broken.originalName} became NaN or infinite`, epochs - 1, images.count);
    }
  } catch (error) {
    classifier.dispose();
    throw error;
  } finally {
    adam.dispose();
  }
  return classifier;
}

function diverged(what: string, epoch: number, images: number): RangeError {
  return new RangeError(
    `the classifier's training diverged: ${what} in epoch ${
      epoch + 1
    }, after ${images} images; a ` +
      "lower learningRate may help",
  );
}

/** Takes a step and returns the loss before it. */
function step(logits: tf.LayersModel, adam: Adam, x: tf.Tensor, truth: tf.Tensor): number {
  const registered = tf.engine().registeredVariables;
  const variables = logits.trainableWeights.map(({ name }) => registered[name]);
  const loss = adam.minimize(
    () => tf.losses.softmaxCrossEntropy(truth, applyModel(logits, x)) as tf.Scalar,
    true,
    variables,
  );
  return loss!.dataSync()[0];
}

function labelsOf({ labels }: ImageSet): Uint8Array {
  if (!labels) throw new RangeError("a classifier needs images with labels, got none");
  return labels;
}
