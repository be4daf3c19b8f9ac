import * as tf from "@tensorflow/tfjs";
import { Adam, applyModel, ByteTable } from "../backend/mod.ts";
import { type Codes, codesFrom } from "../evaluation/mod.ts";
import type { ImageSet } from "../images.ts";
import { Pace, type Watch } from "../latent/pace.ts";
import { accuracy } from "../latent/mod.ts";
import { requireCount } from "../models/check.ts";
import { layersOf } from "../models/layers.ts";
import { checkImages } from "../models/shapes.ts";
import { batches } from "../preprocessing/mod.ts";
import { Random } from "../random.ts";

/** How {@linkcode fitClassifier} trains. */
export interface ClassifierOptions extends Watch {
  /** decides the first weights and the order of the images */
  seed: number;
  /** passes over the images; 5 unless told */
  epochs?: number;
  /** units of the hidden layers, the last of which are the features; [256, 64] unless told */
  widths?: readonly number[];
  /** images a batch; 128 unless told */
  batchSize?: number;
  /** 1e-3 unless told */
  learningRate?: number;
}

/** Images at a time where nothing is remembered for gradients. */
const BATCH_SIZE = 1000;

/** A network that tells classes apart: the judge of generated images. Made by {@linkcode fitClassifier}. */
export class Classifier {
  /** one more than the highest label it was trained on */
  readonly classes: number;
  /** numbers of a feature */
  readonly featureCount: number;
  readonly #size: { height: number; width: number; channels: number };
  readonly #logits: tf.LayersModel;
  readonly #features: tf.LayersModel;

  constructor(
    size: { height: number; width: number; channels: number },
    widths: readonly number[],
    classes: number,
    random: Random,
  ) {
    this.classes = classes;
    this.featureCount = widths.at(-1)!;
    this.#size = size;
    const layers = [
      ...layersOf({ type: "flatten" }, "classifier_flatten", "heUniform", random),
      ...widths.flatMap((units, i) =>
        layersOf(
          { type: "dense", units, activation: "relu" },
          `classifier_${i + 1}`,
          "heUniform",
          random,
        )
      ),
    ];
    const [last] = layersOf(
      { type: "dense", units: classes },
      "classes",
      "glorotUniform",
      random,
    );
    const image = tf.input({ shape: [size.height, size.width, size.channels] });
    const features = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, image);
    const logits = last.apply(features) as tf.SymbolicTensor;
    this.#features = tf.model({ inputs: image, outputs: features });
    this.#logits = tf.model({ inputs: image, outputs: logits });
  }

  /** The model that training works on: images [n, h, w, c] → logits [n, classes]. */
  get logits(): tf.LayersModel {
    return this.#logits;
  }

  /**
   * What the last hidden layer sees in each image: n × featureCount numbers.
   *
   * @throws {RangeError} the images are not of the size that it was trained on
   */
  features(images: ImageSet): Codes {
    return codesFrom(this.#run(this.#features, images, this.featureCount), this.featureCount);
  }

  /** The probability of each class: n × classes numbers. */
  probabilities(images: ImageSet): Float32Array {
    return this.#run(this.#logits, images, this.classes, (logits) => tf.softmax(logits));
  }

  /** The likeliest class of each image. */
  predict(images: ImageSet): Int32Array {
    const all = this.probabilities(images), k = this.classes;
    return Int32Array.from({ length: images.count }, (_, i) => {
      const row = all.subarray(i * k, (i + 1) * k);
      return row.indexOf(Math.max(...row));
    });
  }

  /**
   * The share of images whose class it guesses.
   *
   * @throws {RangeError} the images have no labels
   */
  accuracy(images: ImageSet): number {
    return accuracy(labelsOf(images), this.predict(images));
  }

  /** Frees the weights. */
  dispose(): void {
    for (const weight of this.#logits.weights) weight.dispose();
  }

  #run(
    model: tf.LayersModel,
    images: ImageSet,
    columns: number,
    last = (outputs: tf.Tensor) => outputs,
  ): Float32Array {
    checkImages(this.#size, images);
    const { count, height, width, channels, pixels, imageSize, maximum } = images;
    const values = new Float32Array(count * columns);
    const table = new ByteTable(pixels, imageSize, maximum);
    for (const rows of batches(count, BATCH_SIZE)) {
      tf.tidy(() => {
        const x = table.batch(rows, [rows.length, height, width, channels]);
        values.set(last(applyModel(model, x)).dataSync(), rows[0] * columns);
      });
    }
    table.dispose();
    return values;
  }
}

/**
 * Trains a small dense network to tell the classes of images.
 *
 * As the judge of generated images it is a classifier of our own: figures made with it compare with
 * one another, never with those of another classifier.
 *
 * @throws {RangeError} the images have no labels, or an option is out of range
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
  const { seed, epochs = 5, widths = [256, 64], batchSize = 128, learningRate = 1e-3 } = options;
  requireCount("epochs", epochs);
  requireCount("hidden layers", widths.length);
  widths.forEach((units) => requireCount("width", units));
  const labels = labelsOf(images), random = new Random(seed), pace = new Pace(options);
  const classes = labels.reduce((highest, label) => Math.max(highest, label), 0) + 1;
  const { count, height, width, channels, pixels, imageSize, maximum } = images;
  const classifier = new Classifier({ height, width, channels }, widths, classes, random);
  const table = new ByteTable(pixels, imageSize, maximum), adam = new Adam(learningRate);
  try {
    for (let epoch = 0, done = 0; epoch < epochs; epoch++) {
      for (const rows of batches(count, batchSize, random)) {
        tf.tidy(() => {
          const x = table.batch(rows, [rows.length, height, width, channels]);
          const truth = tf.tensor1d(Int32Array.from(rows, (row) => labels[row]), "int32");
          step(classifier.logits, adam, x, tf.oneHot(truth, classes));
        });
        done += rows.length;
        await pace.step(done / (count * epochs));
      }
    }
  } catch (error) {
    classifier.dispose();
    throw error;
  } finally {
    table.dispose();
    adam.dispose();
  }
  return classifier;
}

function step(logits: tf.LayersModel, adam: Adam, x: tf.Tensor, truth: tf.Tensor): void {
  const registered = tf.engine().registeredVariables;
  const variables = logits.trainableWeights.map(({ name }) => registered[name]);
  adam.minimize(
    () => tf.losses.softmaxCrossEntropy(truth, applyModel(logits, x)) as tf.Scalar,
    false,
    variables,
  );
}

function labelsOf({ labels }: ImageSet): Uint8Array {
  if (!labels) throw new RangeError("a classifier needs images with labels, got none");
  return labels;
}
