import { codesFrom } from "../../codes.ts";
import { decodeCodes as decodeImages, encodeImages } from "../../evaluation/mod.ts";
import { imageSet } from "../../images.ts";
import type { Coder } from "../../models/mod.ts";
import { requireInRange, requireKnown } from "../../require.ts";
import type { GroupCodec } from "../group_codec.ts";
import { decodeCodes, encodeCodes, quantiseCodes } from "./code_coder.ts";
import { CodeDistribution } from "./code_distribution.ts";
import type { LossyModel } from "./lossy_model.ts";
import { rotate, rotateBack } from "./rotation.ts";

/** Options of {@linkcode LossyCodec}. */
export interface LossyOptions {
  /**
   * The quality: codes are rounded to multiples of it. A code that is off by a step moves the image by
   * about a white pixel's length; smaller is better and larger. The decoder needs the same step.
   */
  step: number;
  /**
   * How much squared error a saved bit is worth, in steps²; the encoder's choice, the decoder does not
   * need it. 0 rounds to the nearest; the default was chosen on held-out training images.
   */
  lambda?: number;
}

/**
 * Grey images as the codes of an autoencoder, in coordinates in which all directions matter alike, rounded
 * and written by a range coder under a mixture of Gaussians.
 *
 * The integers of the codes come back exactly on every machine: their probabilities are computed by
 * operations that every engine rounds alike. The network that turns them into pixels is computed in
 * float32, whose sums depend on the backend: its pixels may differ by one grey level between machines.
 */
export class LossyCodec implements GroupCodec {
  readonly independent = true;
  readonly #coder: Coder;
  readonly #model: LossyModel;
  readonly #options: Required<LossyOptions>;
  readonly #distribution: CodeDistribution;

  /**
   * @param coder the network that the model was fitted to
   * @throws {RangeError} coder and model have codes of different lengths, or an option is out of range
   * or unknown
   */
  constructor(coder: Coder, model: LossyModel, options: LossyOptions) {
    const { step, lambda = 0.1 } = options;
    requireKnown("LossyCodec", options, { step, lambda });
    requireInRange("lambda", lambda, 0);
    this.#coder = coder;
    this.#model = model;
    this.#options = { step, lambda };
    this.#distribution = new CodeDistribution(model, step);
    if (coder.latent !== this.#distribution.dimensions) {
      throw new RangeError(
        `the model is of ${model.name} with codes of ${this.#distribution.dimensions} numbers, ` +
          `${coder.name} has ${coder.latent}`,
      );
    }
  }

  /** The integers of the images' codes: n × k numbers. */
  quantise(pixels: Uint8Array): Int32Array {
    const { height, width } = this.#model, { step, lambda } = this.#options;
    const codes = encodeImages(this.#coder, imageSet(pixels, { height, width }));
    const rotated = rotate(this.#model, codes).map((value) => value / step);
    return quantiseCodes(rotated, this.#distribution, lambda);
  }

  /** The images of such integers. */
  reconstruct(integers: Int32Array): Uint8Array {
    const codes = rotateBack(this.#model, integers, this.#options.step);
    return decodeImages(this.#coder, codesFrom(codes, this.#coder.latent)).pixels;
  }

  encode(pixels: Uint8Array): Uint8Array {
    return encodeCodes(this.quantise(pixels), this.#distribution);
  }

  decode(stream: Uint8Array, count: number): Uint8Array {
    return this.reconstruct(decodeCodes(stream, count, this.#distribution));
  }

  /** The integers of the codes, as bytes of 32-bit numbers. */
  exact(stream: Uint8Array, count: number): Uint8Array {
    return new Uint8Array(decodeCodes(stream, count, this.#distribution).buffer);
  }
}
