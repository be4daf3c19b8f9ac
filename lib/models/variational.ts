import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../backend/mod.ts";
import type { ImageSet } from "../images.ts";
import { Autoencoder, type AutoencoderParts, inBatches } from "./autoencoder.ts";
import type { ModelNotes } from "./saved.ts";
import { checkImages } from "./shapes.ts";
import type { AutoencoderSpec } from "./spec.ts";

/** What an encoder believes of the codes of n images: normal distributions, independent by axis. */
export interface Posterior {
  /** μ, [n, k] */
  mean: tf.Tensor2D;
  /** ln σ², [n, k] */
  logVariance: tf.Tensor2D;
}

/**
 * A variational autoencoder (Kingma & Welling 2014; Rezende, Mohamed & Wierstra 2014): its encoder
 * gives a normal distribution over codes, its decoder the probability that each pixel is white.
 * Trained by {@linkcode fit} on the evidence lower bound, it generates from codes drawn from N(0, 1).
 *
 * As an {@linkcode Autoencoder} it takes the mean for the code, so that all that works on
 * autoencoders works on it.
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
  /** q(z|x): images [n, h, w, c] → mean and log-variance side by side, [n, 2k] */
  readonly posterior: tf.LayersModel;
  /** p(x|z): codes [n, k] → logits [n, h, w, c] */
  readonly likelihood: tf.LayersModel;

  constructor(spec: AutoencoderSpec, parts: AutoencoderParts, notes?: ModelNotes) {
    super(spec, parts, notes);
    const { encoder, decoder } = parts;
    const mean = encoder.layers.findIndex(({ name }) => name.endsWith("_posteriorMean"));
    this.posterior = upTo(encoder, encoder.layers[mean], "posterior");
    this.likelihood = upTo(decoder, decoder.layers.at(-1)!, "likelihood");
  }

  /**
   * Images to the normal distributions of their codes, in batches.
   *
   * @throws {RangeError} the images are not of the size that the network was built for
   */
  infer(images: tf.Tensor4D | ImageSet): Posterior {
    checkImages(this.spec, images);
    const both = inBatches(images, (batch) => applyModel(this.posterior, batch));
    const posterior = parted(both);
    both.dispose();
    return posterior;
  }
}

/** [n, 2k] → μ [n, k] and ln σ² [n, k]. */
export function parted(posterior: tf.Tensor): Posterior {
  const [n, twice] = posterior.shape, k = twice / 2;
  // Not tf.split: its kernel copies number by number, and takes as long as all the rest of a step.
  const half = (start: number) => tf.slice(posterior as tf.Tensor2D, [0, start], [n, k]);
  return { mean: half(0), logVariance: half(k) };
}

/** The part of a model before one of its layers; it shares the weights. */
function upTo(model: tf.LayersModel, layer: tf.layers.Layer, name: string): tf.LayersModel {
  return tf.model({
    inputs: model.inputs,
    outputs: layer.getInputAt(0) as tf.SymbolicTensor,
    name,
  });
}
