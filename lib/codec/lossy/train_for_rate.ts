import * as tf from "@tensorflow/tfjs";
import { AdamW, applyModel, ByteTable } from "../../backend/mod.ts";
import { codesFrom } from "../../codes.ts";
import { encodeImages } from "../../evaluation/mod.ts";
import type { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import { Random } from "../../random.ts";
import { requireInRange, requireInteger, requireKnown } from "../../require.ts";
import { allFinite, fitMixture } from "../../statistics/mod.ts";
import { fitRotation, rotate, type Rotation } from "./rotation.ts";

/** Options of {@linkcode trainForRate}. */
export interface RateOptions {
  /** what a saved bit is worth, in squared error of an image: sums over its pixels in 0–1 */
  lambda: number;
  /** of the quantiser; default 0.7 */
  step?: number;
  /** passes over the images; default 8 */
  epochs?: number;
  /** default 128 */
  batchSize?: number;
  /** default 1e-3 */
  learningRate?: number;
  /** Gaussians in the prior that is trained along; default 16 */
  components?: number;
  /** default 1 */
  seed?: number;
  /** called after each epoch with the means of an image: its bytes and its squared error */
  monitor?: (record: { epoch: number; bytes: number; error: number }) => void;
  /** ends the run at the next batch */
  signal?: AbortSignal;
}

const known: Record<keyof RateOptions, true> = {
  lambda: true,
  step: true,
  epochs: true,
  batchSize: true,
  learningRate: true,
  components: true,
  seed: true,
  monitor: true,
  signal: true,
};

/** The last share of the steps, in which the decoder sees rounded codes instead of noisy ones. */
const ROUNDED = 0.3;

/**
 * Trains a network further so that squared error + λ · bits of its images is small (Ballé, Laparra &
 * Simoncelli 2017): its codes, in the coordinates of a {@linkcode fitRotation}, get uniform noise of a step
 * in place of rounding, and their bits are those of a mixture with independent numbers, which is trained
 * along. At the end of the run the decoder sees rounded codes, with the gradient passed through.
 *
 * Fit a lossy model to the network afterwards: this changes both its coordinates and its distribution.
 *
 * @param model of grey images, trained already; its weights change
 * @throws {RangeError} an option is out of range or unknown; the loss or a weight becomes NaN or infinite
 */
export async function trainForRate(
  model: Autoencoder,
  images: ImageSet,
  options: RateOptions,
): Promise<void> {
  requireKnown("trainForRate", options, known);
  const { lambda, step = 0.7, epochs = 8, batchSize = 128, learningRate = 1e-3 } = options;
  const { components = 16, seed = 1, monitor, signal } = options;
  requireInRange("lambda", lambda, 0);
  requireInRange("step", step, 1e-6, 1e6);
  requireInRange("learningRate", learningRate, 0, 1);
  requireInteger("epochs", epochs);
  requireInteger("batchSize", batchSize, 1, images.count);
  const random = new Random(seed), { height, width, channels } = images;
  const codes = encodeImages(model, images.slice(0, Math.min(5000, images.count)));
  const rotation = fitRotation(model, codes);
  const start = codesFrom(Float32Array.from(rotate(rotation, codes)), codes.dimensions);
  const registered = tf.engine().registeredVariables;
  const weights = model.logits.trainableWeights.map(({ name }) => registered[name]);
  const optimizer = new AdamW(learningRate, 1e-4);
  const table = new ByteTable(images.pixels, images.imageSize, images.maximum);
  const prior = new Prior(start.values, codes.dimensions, components, random);
  const turn = new Turn(rotation);
  const stepsEach = Math.floor(images.count / batchSize), steps = epochs * stepsEach;
  try {
    for (let epoch = 0, at = 0; epoch < epochs; epoch++) {
      const order = random.permutation(images.count), sums = [0, 0];
      for (let batch = 0; batch < stepsEach; batch++, at++) {
        signal?.throwIfAborted();
        const rounded = at >= (1 - ROUNDED) * steps;
        const warm = Math.min(1, (at + 1) / stepsEach * 2);
        optimizer.setLearningRate(
          learningRate * warm * (0.01 + 0.99 * (1 + Math.cos(Math.PI * at / steps)) / 2),
        );
        const rows = order.slice(batch * batchSize, (batch + 1) * batchSize);
        const noise = Float32Array.from(
          { length: batchSize * codes.dimensions },
          () => step * (random.uniform() - 0.5),
        );
        tf.tidy(() => {
          const x = table.batch(rows, [batchSize, height, width, channels]);
          const u = tf.tensor2d(noise, [batchSize, codes.dimensions]);
          const terms: tf.Scalar[] = [];
          const { grads } = tf.variableGrads(() => {
            const y = turn.forth(applyModel(model.encoder, x, { training: true }) as tf.Tensor2D);
            const noisy = tf.add(y, u) as tf.Tensor2D;
            const bits = tf.mean(prior.bits(noisy, step)) as tf.Scalar;
            const seen = rounded ? roundThrough(y, step) : noisy;
            const outputs = applyModel(model.decoder, turn.back(seen), { training: true });
            const error = tf.div(tf.sum(tf.squaredDifference(outputs, x)), batchSize) as tf.Scalar;
            terms.push(tf.keep(bits), tf.keep(error));
            return tf.add(error, tf.mul(lambda, bits)) as tf.Scalar;
          }, [...weights, ...prior.variables]);
          optimizer.applyGradients(grads as Parameters<typeof optimizer.applyGradients>[0]);
          terms.forEach((term, i) => sums[i] += term.dataSync()[0]);
          tf.dispose(terms);
        });
        if (!allFinite(sums)) throw diverged("the loss", epoch, batch);
      }
      const [bits, error] = sums.map((sum) => sum / stepsEach);
      monitor?.({ epoch: epoch + 1, bytes: bits / 8, error });
      await tf.nextFrame();
    }
    const broken = weights.find((weight) => !allFinite(weight.dataSync()));
    if (broken) throw diverged(broken.name, epochs - 1, stepsEach - 1);
  } finally {
    prior[Symbol.dispose]();
    turn[Symbol.dispose]();
    table.dispose();
    optimizer.dispose();
  }
}

function diverged(what: string, epoch: number, batch: number): RangeError {
  return new RangeError(
    `${what} became NaN or infinite at epoch ${epoch + 1}, batch ${
      batch + 1
    }; a lower learningRate ` +
      "may help",
  );
}

/** The nearest multiples of `step`; the gradient is that of the identity. */
function roundThrough(y: tf.Tensor2D, step: number): tf.Tensor2D {
  return tf.customGrad((x) => ({
    value: tf.mul(tf.round(tf.div(x as tf.Tensor, step)), step),
    gradFunc: (dy) => dy,
  }))(y) as tf.Tensor2D;
}

/** A rotation of tensors of codes. */
class Turn implements Disposable {
  readonly #matrix: tf.Tensor2D;
  readonly #inverse: tf.Tensor2D;
  readonly #offset: tf.Tensor1D;

  constructor(rotation: Rotation) {
    const { matrix, offset } = rotation, k = offset.length;
    const unit = new Float32Array(k * k);
    for (let i = 0; i < k; i++) unit[i * k + i] = 1;
    const zero = { matrix, offset: new Float32Array(k) };
    const inverse = rotate(zero, { values: unit, count: k, dimensions: k });
    this.#matrix = tf.keep(tf.tensor2d(matrix, [k, k]));
    this.#inverse = tf.keep(tf.tensor2d(Float32Array.from(inverse), [k, k]));
    this.#offset = tf.keep(tf.tensor1d(offset));
  }

  forth(z: tf.Tensor2D): tf.Tensor2D {
    return tf.matMul(tf.sub(z, this.#offset) as tf.Tensor2D, this.#inverse);
  }

  back(y: tf.Tensor2D): tf.Tensor2D {
    return tf.add(tf.matMul(y, this.#matrix), this.#offset) as tf.Tensor2D;
  }

  [Symbol.dispose](): void {
    tf.dispose([this.#matrix, this.#inverse, this.#offset]);
  }
}

/** A mixture of K products of logistic distributions, which are close to Gaussians and cheap. */
class Prior implements Disposable {
  readonly variables: tf.Variable[];

  constructor(codes: Float32Array, k: number, components: number, random: Random) {
    const mixture = fitMixture(codesFrom(codes, k), components, random, {
      covariance: "diagonal",
      iterations: 10,
    });
    const gaussians = mixture.components;
    const means = gaussians.flatMap(({ mean }) => [...mean]);
    const scales = gaussians.flatMap(({ covariance }) =>
      Array.from(
        { length: k },
        (_, i) => Math.log(3 * covariance[i * k + i]) / 2 - Math.log(Math.PI),
      )
    );
    this.variables = [
      tf.variable(tf.tensor1d([...mixture.weights].map((weight) => Math.log(weight + 1e-6)))),
      tf.variable(tf.tensor3d(means, [1, components, k])),
      tf.variable(tf.tensor3d(scales, [1, components, k])),
    ];
  }

  /** The bits of each code when each number is known to a step: n numbers. */
  bits(y: tf.Tensor2D, step: number): tf.Tensor1D {
    const [logits, means, logScales] = this.variables;
    const inverse = tf.exp(tf.neg(logScales)); // [1, K, k]
    const centred = tf.sub(tf.expandDims(y, 1), means); // [n, K, k]
    const below = tf.sigmoid(tf.mul(tf.add(centred, step / 2), inverse));
    const above = tf.sigmoid(tf.mul(tf.sub(centred, step / 2), inverse));
    const log = tf.sum(tf.log(tf.add(tf.sub(below, above), 1e-7)), 2); // [n, K]
    const joint = tf.add(log, tf.logSoftmax(logits as tf.Tensor1D));
    return tf.div(tf.logSumExp(joint, 1), -Math.LN2) as tf.Tensor1D;
  }

  [Symbol.dispose](): void {
    tf.dispose(this.variables);
  }
}
