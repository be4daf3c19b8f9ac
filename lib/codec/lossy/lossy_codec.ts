import { codesFrom } from "../../codes.ts";
import { decodeCodes as decodeImages, encodeImages } from "../../evaluation/mod.ts";
import { imageSet } from "../../images.ts";
import type { Coder } from "../../models/mod.ts";
import { requireInRange, requireInteger, requireKnown } from "../../require.ts";
import type { GroupCodec } from "../group_codec.ts";
import { decodeCodes, encodeCodes, LAMBDA, quantiseCodes } from "./code_coder.ts";
import { CodeDistribution } from "./code_distribution.ts";
import type { LossyModel } from "./lossy_model.ts";
import { refineCodes } from "./refine_codes.ts";
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
  /**
   * Steps of gradient descent on the squared error by which the encoder improves each code; the decoder does
   * not need it. Each takes about as long as a training step. Default 5, chosen on held-out images.
   */
  refinements?: number;
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
    requireKnown("LossyCodec", options, { step: true, lambda: true, refinements: true });
    const { step, lambda = LAMBDA, refinements = 5 } = options;
    requireInRange("step", step, 1e-6, 1e6);
    requireInteger("refinements", refinements, 0, 1000);
    requireInRange("lambda", lambda, 0);
    this.#coder = coder;
    this.#model = model;
    this.#options = { step, lambda, refinements };
    this.#distribution = new CodeDistribution(model, step);
    if (coder.latent !== this.#distribution.dimensions) {
      throw new RangeError(
        `the model is of ${model.name} with codes of ${this.#distribution.dimensions} numbers, ` +
          `${coder.name} has ${coder.latent}`,
      );
    }
  }

  /**
   * The codes of images in the model's coordinates, refined: n × k numbers. They do not depend on the step,
   * so that {@linkcode encodeCoordinates} of several codecs can write them in several qualities.
   */
  coordinates(pixels: Uint8Array): Float64Array {
    const { height, width } = this.#model, images = imageSet(pixels, { height, width });
    const codes = rotate(this.#model, encodeImages(this.#coder, images));
    refineCodes(this.#coder, this.#model, codes, images, this.#options.refinements);
    return codes;
  }

  /** The integers of the images' codes: n × k numbers. */
  quantise(pixels: Uint8Array): Int32Array {
    return this.#round(this.coordinates(pixels));
  }

  /** The images of such integers. */
  reconstruct(integers: Int32Array): Uint8Array {
    const codes = rotateBack(this.#model, integers, this.#options.step);
    return decodeImages(this.#coder, codesFrom(codes, this.#coder.latent)).pixels;
  }

  /** The stream of such codes. */
  encodeCoordinates(coordinates: Float64Array): Uint8Array {
    return encodeCodes(this.#round(coordinates), this.#distribution);
  }

  #round(coordinates: Float64Array): Int32Array {
    const { step, lambda } = this.#options;
    return quantiseCodes(coordinates.map((value) => value / step), this.#distribution, lambda);
  }

  encode(pixels: Uint8Array): Uint8Array {
    return this.encodeCoordinates(this.coordinates(pixels));
  }

  decode(stream: Uint8Array, count: number): Uint8Array {
    return this.reconstruct(decodeCodes(stream, count, this.#distribution));
  }

  /** The integers of the codes, as bytes of 32-bit numbers. */
  exact(stream: Uint8Array, count: number): Uint8Array {
    return new Uint8Array(decodeCodes(stream, count, this.#distribution).buffer);
  }
}
