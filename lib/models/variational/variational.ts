import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../../backend/mod.ts";
import type { ImageSet } from "../../images.ts";
import { partBefore } from "../part_before.ts";
import { Autoencoder, type AutoencoderParts, runInBatches } from "../autoencoder.ts";
import type { ModelNotes } from "../saving/stored_model.ts";
import { type Coder, hintOfOrder } from "../coder.ts";
import { checkCodes, checkImages } from "../spec/check.ts";
import type { AutoencoderSpec } from "../spec/spec.ts";
import { type Posterior, splitPosterior } from "./posterior.ts";
import { kindOf, requireInteger } from "../../require.ts";

/**
 * A variational autoencoder (Kingma & Welling 2014; Rezende, Mohamed & Wierstra 2014): its encoder
 * gives a normal distribution over codes, its decoder the probability that each pixel is white or, with a
 * Gaussian likelihood, the mean of each pixel. Trained by {@linkcode fit} on the evidence lower bound, it generates images from codes sampled from
 * N(0, 1).
 *
 * As an {@linkcode Autoencoder} it uses the mean as the code, so everything that works on autoencoders
 * works on it.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseVariationalAutoencoder, imageSet } from "@autoencoders";
 *
 * const options = { widths: [8], latent: 2, height: 4, width: 4 };
 * const model = denseVariationalAutoencoder(options, 1);
 * const images = imageSet(new Uint8Array(3 * 16), { height: 4, width: 4 });
 * const { mean, logVariance } = model.infer(images);
 * deepStrictEqual(mean.shape, [3, 2]);
 * deepStrictEqual(logVariance.shape, [3, 2]);
 * deepStrictEqual(model.encode(images).dataSync(), mean.dataSync());
 * model.dispose();
 * ```
 */
export class VariationalAutoencoder extends Autoencoder {
  /** q(z|x): images [n, h, w, c] → mean and log-variance, concatenated, [n, 2k] */
  readonly posterior: tf.LayersModel;
  /** p(x|z): codes [n, k] → logits [n, h, w, c] */
  readonly likelihood: tf.LayersModel;

  constructor(spec: AutoencoderSpec, parts: AutoencoderParts, notes?: ModelNotes) {
    super(spec, parts, notes);
    const { encoder, decoder } = parts;
    const mean = encoder.layers.findIndex(({ name }) => name.endsWith("_posteriorMean"));
    this.posterior = partBefore(encoder, encoder.layers[mean], "posterior");
    this.likelihood = partBefore(decoder, decoder.layers.at(-1)!, "likelihood");
  }

  /**
   * Images to the normal distributions of their codes, in batches.
   *
   * @throws {RangeError} the images do not have the size that the network takes
   */
  infer(images: tf.Tensor4D | ImageSet): Posterior {
    this.requireUsable();
    checkImages(this.spec, images);
    const both = runInBatches(images, (batch) => applyModel(this.posterior, batch));
    const posterior = splitPosterior(both);
    both.dispose();
    return posterior;
  }

  /**
   * The coder of images that all have this label, for evaluation and generation by class.
   *
   * @throws {RangeError} the labels are no condition of this network, or it has no such class
   *
   * @example
   * ```ts
   * import { strictEqual } from "node:assert/strict";
   * import { denseVariationalAutoencoder, prior, Random, sampleImages } from "@autoencoders";
   *
   * const options = { widths: [8], latent: 2, height: 4, width: 4, classes: 10 };
   * const model = denseVariationalAutoencoder(options, 1);
   * const threes = sampleImages(model.given(3), prior(2), 5, new Random(1));
   * strictEqual(threes.count, 5);
   * model.dispose();
   * ```
   */
  given(label: number): Coder {
    const { classes } = this.spec;
    if (classes === undefined) {
      throw new RangeError(`${this.name} has no classes: labels are not its condition`);
    }
    requireInteger("label", label, 0, classes - 1);
    const labels = (n: number) => new Uint8Array(n).fill(label);
    return {
      name: `${this.name}, label ${label}`,
      latent: this.latent,
      encode: (images) => this.encode(images),
      decode: (codes) => {
        this.requireUsable();
        checkCodes(this.latent, codes);
        return tf.tidy(() => {
          const conditioned = this.codesWithLabels(codes, labels(codes.shape[0]));
          return runInBatches(
            conditioned,
            (batch) => this.output(applyModel(this.likelihood, batch)),
          ) as tf.Tensor4D;
        });
      },
    };
  }

  /** @throws {RangeError} the labels are a condition */
  override decode(codes: tf.Tensor2D): tf.Tensor4D {
    this.#requireNoCondition("given(label).decode(…)");
    return super.decode(codes);
  }

  /** @throws {RangeError} the labels are a condition */
  override reconstruct(images: tf.Tensor4D | ImageSet): tf.Tensor4D {
    this.#requireNoCondition("reconstructImages(model.given(label), images)");
    return super.reconstruct(images);
  }

  #requireNoCondition(call: string): void {
    if (this.spec.classes === undefined) return;
    throw new RangeError(
      `${this.name} needs the label of each image: use ${call}, by class`,
    );
  }

  /** What the likelihood takes: codes [n, k], followed by m numbers for the label if it is a condition. */
  codesWithLabels(codes: tf.Tensor2D, labels?: Uint8Array): tf.Tensor2D {
    if (this.spec.classes === undefined) return codes;
    return tf.tidy(() => tf.concat([codes, this.#oneHot(codes.shape[0], labels)], 1));
  }

  /**
   * @param count how many labels there must be
   * @throws {RangeError} the labels are a condition, and are missing or not in 0–m−1
   */
  requireLabels(labels: Uint8Array | undefined, count: number): void {
    const { classes } = this.spec;
    if (classes === undefined) return;
    if (labels?.length !== count) {
      throw new RangeError(
        `${this.name} needs the labels of ${count} images, got ${labels?.length ?? "none"}`,
      );
    }
    const other = labels.findIndex((label) => label >= classes);
    if (other >= 0) {
      throw new RangeError(
        `labels must be in 0–${classes - 1}, got ${labels[other]} at ${other}`,
      );
    }
  }

  /** Labels as m numbers each, of which that of the label is 1 and the others 0. */
  #oneHot(n: number, labels: Uint8Array | undefined): tf.Tensor2D {
    this.requireLabels(labels, n);
    const classes = this.spec.classes!, values = new Float32Array(n * classes);
    labels!.forEach((label, i) => values[i * classes + label] = 1);
    return tf.tensor2d(values, [n, classes]);
  }
}

/** @throws {TypeError} `model` is not a variational autoencoder */
export function requireVariational(model: unknown): asserts model is VariationalAutoencoder {
  if (model instanceof VariationalAutoencoder) return;
  const got = model instanceof Autoencoder ? `the autoencoder ${model.name}` : kindOf(model);
  throw new TypeError(
    `model must be a variational autoencoder, got ${got}${hintOfOrder(model)}`,
  );
}
