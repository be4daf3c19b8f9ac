import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../../backend/mod.ts";
import { type ImageSet, requireImages } from "../../images.ts";
import { type Autoencoder, checkImages, partBefore, Quantization } from "../../models/mod.ts";
import { inBatches } from "../../preprocessing/mod.ts";

/** How the codes of images use the codebook of a network. */
export interface CodebookUse {
  readonly name: string;
  /** number of images */
  readonly n: number;
  /** vectors in the code of an image */
  readonly vectors: number;
  /** how often each entry of the codebook is the nearest */
  readonly counts: Int32Array;
  /** entries that are the nearest at least once */
  readonly used: number;
  /** e to the entropy of the entries' frequencies: as many entries in equal use would have it */
  readonly perplexity: number;
  /** the code of an image in bits, by an ideal entropy coder that knows the frequencies */
  readonly bitsPerImage: number;
  /** bitsPerImage ÷ (h · w · c) */
  readonly bitsPerPixel: number;
}

/**
 * Counts which entries of its codebook a network with a quantization layer uses for a set of images.
 *
 * @throws {RangeError} the network has no codebook, or the images are not of its size
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 * import { buildAutoencoder, codebookUse, fit, Random, strokes } from "@autoencoders";
 *
 * const model = buildAutoencoder({
 *   ...{ name: "VQ-VAE", height: 28, width: 28, channels: 1, latent: 7 * 7 * 4 },
 *   initializer: "glorotUniform",
 *   output: "sigmoid",
 *   encoder: [
 *     { type: "convolution", filters: 16, stride: 2, activation: "relu" },
 *     { type: "convolution", filters: 4, stride: 2 }, // [n, 7, 7, 4]
 *     { type: "quantization", entries: 32 },
 *     { type: "flatten" },
 *   ],
 *   decoder: [
 *     { type: "reshape", shape: [7, 7, 4] },
 *     { type: "transposedConvolution", filters: 16, kernel: 4, stride: 2, activation: "relu" },
 *     { type: "transposedConvolution", filters: 1, kernel: 4, stride: 2 }, // [n, 28, 28, 1]
 *   ],
 * }, 1);
 * const images = strokes(64, new Random(1));
 * await fit(model, images, { epochs: 2, batchSize: 16, seed: 1 });
 * const { vectors, used, bitsPerImage } = codebookUse(model, images);
 * strictEqual(vectors, 49);
 * ok(used <= 32 && bitsPerImage <= 49 * 5);
 * model.dispose();
 * ```
 */
export function codebookUse(model: Autoencoder, images: ImageSet): CodebookUse {
  requireImages(images);
  const layer = model?.encoder?.layers.find((layer) => layer instanceof Quantization);
  if (!layer) {
    throw new RangeError(`${model?.name} has no quantization layer, and thus no codebook`);
  }
  model.requireUsable();
  checkImages(model.spec, images);
  const before = partBefore(model.encoder, layer, "vectors"),
    counts = new Int32Array(layer.entries);
  let all = 0;
  for (const { tensor } of inBatches(images)) {
    const indices = tf.tidy(() => layer.indices(applyModel(before, tensor())).dataSync());
    for (const index of indices) counts[index]++;
    all += indices.length;
  }
  const entropy = counts.reduce((sum, count) => {
    const share = count / all;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
  const vectors = all / images.count, bitsPerImage = vectors * entropy / Math.LN2;
  return {
    name: model.name,
    n: images.count,
    vectors,
    counts,
    used: counts.filter((count) => count > 0).length,
    perplexity: Math.exp(entropy),
    bitsPerImage,
    bitsPerPixel: bitsPerImage / images.imageSize,
  };
}
