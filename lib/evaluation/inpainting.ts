import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../backend/mod.ts";
import { ImageSet } from "../images.ts";
import { type Coder, reparameterize, VariationalAutoencoder } from "../models/mod.ts";
import type { Random } from "../random.ts";
import { checkHidden } from "./hidden.ts";
import { inBatches } from "./in_batches.ts";

/** How {@linkcode inpaint} works. */
export interface InpaintOptions {
  /** passes through the coder; 50 unless told */
  rounds?: number;
  /**
   * What codes and hidden pixels are drawn from, for a variational autoencoder. Without it, whatever
   * the coder, no pass is left to chance.
   */
  random?: Random;
  /** Markov chains, each begun with noise of its own, whose answers are averaged; 1 unless told */
  chains?: number;
  /** images at a time; 1000 unless told */
  batchSize?: number;
}

/**
 * Fills in what is hidden of images: encodes and decodes them again and again, putting what is in
 * sight back each time.
 *
 * With `random` a variational autoencoder does so as a Markov chain (Rezende, Mohamed & Wierstra
 * 2014, appendix F): it begins with noise, draws a code from the posterior and the hidden pixels from
 * the decoder, and averages the pixels' probabilities over the second half of its rounds. A chain
 * seldom leaves the digit that it came upon first: one of them guesses, the mean of several is nearer
 * to what the network believes. Without `random`, the hidden part begins grey and becomes what the
 * coder makes of its own last answer.
 *
 * @param images whatever their hidden pixels are, they are not looked at
 * @param hidden h · w · c numbers, 1 for hidden, 0 for in sight
 * @returns pixels 0–255: those in sight as they were, the hidden ones filled in
 * @throws {RangeError} `hidden` is not as long as an image, hides nothing or everything, or rounds is
 * not a positive integer
 * @throws {TypeError} `random` is given with a coder that is no variational autoencoder
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { fitPca, hiddenHalf, imageSet, inpaint } from "@autoencoders";
 *
 * // Both pixels always agree, so that the one in sight tells the other.
 * const twins = imageSet(new Uint8Array([0, 0, 255, 255, 51, 51]), { height: 1, width: 2 });
 * const filled = inpaint(fitPca(twins, 1), twins, hiddenHalf("right", twins));
 * deepStrictEqual([...filled.pixels], [...twins.pixels]);
 * ```
 */
export function inpaint(
  coder: Coder,
  images: ImageSet,
  hidden: ArrayLike<number>,
  { rounds = 50, random, chains = 1, batchSize }: InpaintOptions = {},
): ImageSet {
  checkHidden(images, hidden);
  for (const [name, value] of Object.entries({ rounds, chains })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${name} must be a positive integer, got ${value}`);
    }
  }
  const fill = random ? chained(coder, random, rounds, chains) : repeat(coder, rounds);
  const { height, width, channels, maximum, labels } = images;
  const filled = new Uint8Array(images.pixels.length);
  for (const { start, tensor } of inBatches(images, batchSize)) {
    tf.tidy(() => {
      const x = tensor(), mask = tf.tensor(Float32Array.from(hidden), [1, height, width, channels]);
      const seen = tf.mul(x, tf.sub(1, mask));
      const pixels = fill(seen, mask).dataSync();
      for (let i = 0, at = start * images.imageSize; i < pixels.length; i++, at++) {
        filled[at] = hidden[i % images.imageSize]
          ? Math.round(255 * Math.min(1, Math.max(0, pixels[i])))
          : Math.round(255 * images.pixels[at] / maximum);
      }
    });
  }
  return new ImageSet(filled, { height, width, channels, labels });
}

/** Makes of the part in sight (0 where hidden) and the mask what the hidden part is like. */
type Fill = (seen: tf.Tensor, mask: tf.Tensor) => tf.Tensor;

function repeat(coder: Coder, rounds: number): Fill {
  return (seen, mask) => {
    let answer: tf.Tensor = tf.fill(seen.shape, 0.5);
    for (let round = 0; round < rounds; round++) {
      answer = next(answer, () => coder.decode(coder.encode(joined(seen, mask, answer))));
    }
    return answer;
  };
}

function chained(coder: Coder, random: Random, rounds: number, chains: number): Fill {
  if (!(coder instanceof VariationalAutoencoder)) {
    throw new TypeError(`random needs a variational autoencoder, got ${coder.name}`);
  }
  const burnIn = Math.floor(rounds / 2);
  return (seen, mask) => {
    let sum: tf.Tensor = tf.zeros(seen.shape);
    for (let chain = 0; chain < chains; chain++) {
      let answer: tf.Tensor = tf.fill(seen.shape, 0.5);
      for (let round = 0; round < rounds; round++) {
        answer = next(answer, () => {
          const { mean, logVariance } = coder.infer(joined(seen, mask, drawn(answer, random)));
          const codes = reparameterize(mean, logVariance, random);
          return tf.sigmoid(applyModel(coder.likelihood, codes));
        });
        if (round >= burnIn) sum = next(sum, () => tf.add(sum, answer));
      }
      answer.dispose();
    }
    return tf.div(sum, chains * (rounds - burnIn));
  };
}

function joined(seen: tf.Tensor, mask: tf.Tensor, answer: tf.Tensor): tf.Tensor4D {
  return tf.add(seen, tf.mul(mask, answer));
}

/** Each pixel white with the probability that it is. */
function drawn(probabilities: tf.Tensor, random: Random): tf.Tensor {
  const values = Float32Array.from(
    probabilities.dataSync(),
    (probability) => random.uniform() < probability ? 1 : 0,
  );
  return tf.tensor(values, probabilities.shape);
}

/** What `make` makes, in the place of `last`, which is freed. */
function next(last: tf.Tensor, make: () => tf.Tensor): tf.Tensor {
  const made = tf.tidy(make);
  last.dispose();
  return made;
}
