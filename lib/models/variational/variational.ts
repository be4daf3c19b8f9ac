import type * as tf from "@tensorflow/tfjs";
import { applyModel } from "../../backend/mod.ts";
import type { ImageSet } from "../../images.ts";
import { partBefore } from "../part_before.ts";
import { Autoencoder, type AutoencoderParts, runInBatches } from "../autoencoder.ts";
import type { ModelNotes } from "../saving/stored_model.ts";
import { hintOfOrder } from "../coder.ts";
import { checkImages } from "../spec/check.ts";
import type { AutoencoderSpec } from "../spec/spec.ts";
import { type Posterior, splitPosterior } from "./posterior.ts";
import { kindOf } from "../../require.ts";

/**
 * A variational autoencoder (Kingma & Welling 2014; Rezende, Mohamed & Wierstra 2014): its encoder
 * gives a normal distribution over codes, its decoder the probability that each pixel is white.
 * Trained by {@linkcode fit} on the evidence lower bound, it generates images from codes sampled from
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
}

/** @throws {TypeError} `model` is not a variational autoencoder */
export function requireVariational(model: unknown): asserts model is VariationalAutoencoder {
  if (model instanceof VariationalAutoencoder) return;
  const got = model instanceof Autoencoder ? `the autoencoder ${model.name}` : kindOf(model);
  throw new TypeError(
    `model must be a variational autoencoder, got ${got}${hintOfOrder(model)}`,
  );
}
