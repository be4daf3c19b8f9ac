import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../backend/mod.ts";
import { ImageSet, requireImages } from "../images.ts";
import { type Coder, reparameterize, requireCoder, VariationalAutoencoder } from "../models/mod.ts";
import { inBatches } from "../preprocessing/mod.ts";
import type { Random } from "../random.ts";
import { requireInteger, requireKnown, requireList } from "../require.ts";
import { allFinite } from "../statistics/mod.ts";
import { requireMask } from "./hidden.ts";

/** Options of {@linkcode inpaint}. */
export interface InpaintOptions {
  /** passes through the coder; default 50 */
  rounds?: number;
  /**
   * generator for the sampled codes and hidden pixels; only for a variational autoencoder. Without
   * it the result is deterministic.
   */
  random?: Random;
  /** Markov chains to average, each started from different noise; default 1 */
  chains?: number;
}

/**
 * Fills in the hidden pixels of images: encodes and decodes them repeatedly, restoring the visible
 * pixels each time.
 *
 * With `random`, a variational autoencoder runs a Markov chain (Rezende, Mohamed & Wierstra 2014,
 * appendix F): it starts from noise, repeatedly samples a code from the posterior and the hidden
 * pixels from the decoder, and averages the pixels' probabilities over the second half of the
 * rounds. A chain rarely leaves the first plausible digit that it reaches, so a single chain is one
 * guess; the mean of several is closer to the model's distribution. Without `random`, the hidden
 * pixels start grey and are replaced by the coder's last output in each round.
 *
 * @param images whose hidden pixels are ignored
 * @param hidden h · w · c numbers, 1 for hidden, 0 for visible
 * @returns pixels 0–255: visible ones unchanged, hidden ones filled in
 * @throws {RangeError} the length of `hidden` is not h · w · c, or it hides nothing or everything;
 * rounds or chains is not an integer of at least 1, or the outputs of the coder become NaN
 * @throws {TypeError} `random` is given and the coder is not a variational autoencoder
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { fitPca, hiddenHalf, imageSet, inpaint } from "@autoencoders";
 *
 * // Both pixels are always equal, so the visible one determines the other.
 * const twins = imageSet(new Uint8Array([0, 0, 255, 255, 51, 51]), { height: 1, width: 2 });
 * const filled = inpaint(fitPca(twins, 1), twins, hiddenHalf("right", twins));
 * deepStrictEqual([...filled.pixels], [...twins.pixels]);
 * ```
 */
export function inpaint(
  coder: Coder,
  images: ImageSet,
  hidden: ArrayLike<number>,
  options: InpaintOptions = {},
): ImageSet {
  requireCoder(coder);
  requireImages(images);
  requireList("hidden", hidden);
  requireKnown("inpaint", options, { rounds: true, random: true, chains: true });
  const { rounds = 50, random, chains = 1 } = options;
  requireMask(images, hidden);
  requireInteger("rounds", rounds);
  requireInteger("chains", chains);
  const fill = random ? markovChains(coder, random, rounds, chains) : repeated(coder, rounds);
  const { height, width, channels, maximum, labels } = images;
  const filled = new Uint8Array(images.pixels.length);
  for (const { start, tensor } of inBatches(images)) {
    tf.tidy(() => {
      const mask = tf.tensor(Float32Array.from(hidden), [1, height, width, channels]);
      const visible = tf.mul(tensor(), tf.sub(1, mask)); // [b, h, w, c]
      const pixels = fill(visible, mask).dataSync();
      if (!allFinite(pixels)) throw new RangeError(`the outputs of ${coder.name} became NaN`);
      for (let i = 0, at = start * images.imageSize; i < pixels.length; i++, at++) {
        filled[at] = hidden[i % images.imageSize]
          ? Math.round(255 * Math.min(1, Math.max(0, pixels[i])))
          : Math.round(255 * images.pixels[at] / maximum);
      }
    });
  }
  return new ImageSet(filled, { height, width, channels, labels });
}

/** Predicts hidden pixels from the visible ones, with hidden ones set to 0, and the mask. */
type Fill = (visible: tf.Tensor, mask: tf.Tensor) => tf.Tensor;

function repeated(coder: Coder, rounds: number): Fill {
  return (visible, mask) => {
    let output: tf.Tensor = tf.fill(visible.shape, 0.5);
    for (let round = 0; round < rounds; round++) {
      output = replace(output, () => coder.decode(coder.encode(merge(visible, mask, output))));
    }
    return output;
  };
}

function markovChains(coder: Coder, random: Random, rounds: number, chains: number): Fill {
  if (!(coder instanceof VariationalAutoencoder)) {
    throw new TypeError(`random needs a variational autoencoder, got ${coder.name}`);
  }
  const burnIn = Math.floor(rounds / 2);
  return (visible, mask) => {
    let sum: tf.Tensor = tf.zeros(visible.shape);
    for (let chain = 0; chain < chains; chain++) {
      let output: tf.Tensor = tf.fill(visible.shape, 0.5);
      for (let round = 0; round < rounds; round++) {
        output = replace(output, () => {
          const images = merge(visible, mask, sampleBinary(output, random));
          const { mean, logVariance } = coder.infer(images); // [b, k] each
          const codes = reparameterize(mean, logVariance, random); // [b, k]
          return tf.sigmoid(applyModel(coder.likelihood, codes)); // [b, h, w, c]
        });
        if (round >= burnIn) sum = replace(sum, () => tf.add(sum, output));
      }
      output.dispose();
    }
    return tf.div(sum, chains * (rounds - burnIn));
  };
}

function merge(visible: tf.Tensor, mask: tf.Tensor, output: tf.Tensor): tf.Tensor4D {
  return tf.add(visible, tf.mul(mask, output));
}

/** 1 with the given probability, else 0, for each pixel. */
function sampleBinary(probabilities: tf.Tensor, random: Random): tf.Tensor {
  const values = Float32Array.from(
    probabilities.dataSync(),
    (probability) => random.uniform() < probability ? 1 : 0,
  );
  return tf.tensor(values, probabilities.shape);
}

/** The result of `make`; disposes `old`. */
function replace(old: tf.Tensor, make: () => tf.Tensor): tf.Tensor {
  const made = tf.tidy(make);
  old.dispose();
  return made;
}
