import * as tf from "@tensorflow/tfjs";
import { applyModel } from "../../backend/mod.ts";
import { imageSet } from "../../images.ts";
import type { VariationalAutoencoder } from "../../models/mod.ts";
import { Random } from "../../random.ts";
import type { Bit } from "../coder/bit_model.ts";
import { Rans } from "../coder/rans.ts";
import type { GroupCodec } from "../group_codec.ts";
import { bucketCentre, bucketOf, bucketSlots, PRIOR_SLOTS } from "./latent_buckets.ts";

/** Images whose networks are computed together, at most. */
const BATCH = 100;
/** Images on the stack for each of a batch, so that it can feed that batch. */
const FEEDING = 8;

/**
 * Binary images by a variational autoencoder, in as many bits as its evidence lower bound says: bits back
 * with asymmetric numeral systems (Townsend, Bird & Barber 2019).
 *
 * For each image a code z is popped from the stack by the posterior q(z|x), which takes bits off it; then
 * the pixels are pushed by p(x|z) and the code by the prior p(z). The decoder pops the code and the
 * pixels and pushes the code back by q(z|x): the bits that chose it return. The first images find no bits
 * on the stack: random words start it, which stay in the stream and are counted.
 *
 * The probabilities come from a network in float32. The same machine with the same backend and number of
 * threads computes the same ones, another one may not, and then decodes noise: a demonstration of the
 * bound, not a format for exchange.
 */
export class BitsBackCodec implements GroupCodec {
  readonly independent = true;
  readonly #model: VariationalAutoencoder;

  /**
   * @param model of binary images
   * @throws {RangeError} the model is of grey or colour images, or labels are its condition
   */
  constructor(model: VariationalAutoencoder) {
    const { likelihood, classes } = model.spec;
    if (likelihood || classes) {
      throw new RangeError(
        `the model must be of binary images without labels, ${model.name} has ${
          likelihood ? "a likelihood" : "classes"
        }`,
      );
    }
    this.#model = model;
  }

  /** @throws {RangeError} a pixel is not 0 or 1 */
  encode(pixels: Uint8Array): Uint8Array {
    const grey = pixels.find((value) => value > 1);
    if (grey !== undefined) throw new RangeError(`pixels must be 0 or 1, got ${grey}`);
    for (let words = this.#model.latent;; words *= 2) {
      const random = new Random(1);
      const stack = new Rans(Array.from({ length: words }, () => random.bits() >>> 16));
      try {
        for (const [start, end] of batchesOf(pixels.length / this.#size)) {
          this.#push(pixels.subarray(start * this.#size, end * this.#size), stack);
        }
        return stack.bytes();
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error; // else the stack was empty: more words
      }
    }
  }

  /**
   * @throws {SyntaxError} the stream is not that of a stack, or gets empty: it was cut, damaged or written
   * on another machine
   */
  decode(stream: Uint8Array, count: number): Uint8Array {
    const stack = Rans.fromBytes(stream), pixels = new Uint8Array(count * this.#size);
    for (const [start, end] of batchesOf(count).reverse()) {
      pixels.set(this.#pop(end - start, stack), start * this.#size);
    }
    return pixels;
  }

  get #size(): number {
    return this.#model.spec.height * this.#model.spec.width;
  }

  #push(pixels: Uint8Array, stack: Rans): void {
    const { means, deviations } = this.#posterior(pixels);
    const buckets = new Int32Array(means.length);
    for (let i = 0; i < buckets.length; i++) {
      buckets[i] = bucketOf(stack.peek(), means[i], deviations[i]);
      stack.pop(...bucketSlots(buckets[i], means[i], deviations[i]));
    }
    const probabilities = this.#pixels(buckets);
    for (let i = 0; i < pixels.length; i++) stack.pushBit(pixels[i] as Bit, probabilities[i]);
    for (const bucket of buckets) stack.push(bucket * PRIOR_SLOTS, PRIOR_SLOTS);
  }

  #pop(count: number, stack: Rans): Uint8Array {
    const buckets = new Int32Array(count * this.#model.latent);
    for (let i = buckets.length - 1; i >= 0; i--) {
      buckets[i] = Math.floor(stack.peek() / PRIOR_SLOTS);
      stack.pop(buckets[i] * PRIOR_SLOTS, PRIOR_SLOTS);
    }
    const probabilities = this.#pixels(buckets), pixels = new Uint8Array(probabilities.length);
    for (let i = pixels.length - 1; i >= 0; i--) pixels[i] = stack.popBit(probabilities[i]);
    const { means, deviations } = this.#posterior(pixels);
    for (let i = buckets.length - 1; i >= 0; i--) {
      const [start, size] = bucketSlots(buckets[i], means[i], deviations[i]);
      if (size === 0) {
        throw new SyntaxError("a code that its image excludes: the stream is damaged");
      }
      stack.push(start, size);
    }
    return pixels;
  }

  /** q(z|x) of binary images: n × k means and deviations. */
  #posterior(pixels: Uint8Array) {
    const { height, width } = this.#model.spec;
    return tf.tidy(() => {
      const posterior = this.#model.infer(imageSet(pixels, { height, width, maximum: 1 }));
      const deviations = tf.exp(tf.mul(0.5, posterior.logVariance));
      return { means: posterior.mean.dataSync(), deviations: deviations.dataSync() };
    });
  }

  /** p(x = 1|z) in 65,536ths: n × h × w numbers. */
  #pixels(buckets: Int32Array): Int32Array {
    const k = this.#model.latent, codes = Float32Array.from(buckets, bucketCentre);
    return tf.tidy(() => {
      const z = tf.tensor2d(codes, [codes.length / k, k]);
      const shares = tf.sigmoid(applyModel(this.#model.likelihood, z)).dataSync();
      return Int32Array.from(
        shares,
        (share) => Math.min(65_535, Math.max(1, Math.round(65_536 * share))),
      );
    });
  }
}

/** First image, and the one after the last, of each batch: larger ones as the stack can feed them. */
function batchesOf(count: number): [number, number][] {
  const batches: [number, number][] = [];
  for (let start = 0; start < count;) {
    const end = Math.min(count, start + Math.min(BATCH, 1 + Math.floor(start / FEEDING)));
    batches.push([start, end]);
    start = end;
  }
  return batches;
}
