import { requireKnown, requireLength } from "../../require.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { buildAutoencoder } from "../build.ts";
import {
  block,
  completeSpec,
  imageSizeOf,
  type NetworkOptions,
  networkOptions,
} from "../spec/family.ts";
import type { Activation, AutoencoderSpec, LayerSpec } from "../spec/spec.ts";

/** Options of {@linkcode pooledAutoencoder}. */
export interface PooledOptions extends NetworkOptions {
  /**
   * filters of the encoder's convolutions, with pooling after the first and the second group; default
   * [[256, 128, 64], [32, 16, 8], [4, 2, 1]]
   */
  filters?: [number[], number[], number[]];
  /** of the last convolution of the encoder, whose output is the code; default "relu" */
  latentActivation?: Activation;
}

/**
 * Convolutions and pooling down to a small image that is the code, 7×7×1 for MNIST; the mirror image,
 * with up-sampling, back. `output` is tanh by default, as published, although tanh can be negative and
 * pixels cannot.
 *
 * @throws {RangeError} height or width is not a multiple of 4, or another option is out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { pooledAutoencoder } from "@autoencoders";
 *
 * const model = pooledAutoencoder({ filters: [[8, 4], [4], [2, 1]] }, 1);
 * strictEqual(model.latent, 49);
 * model.dispose();
 * ```
 */
export function pooledAutoencoder(options: PooledOptions, seed: number): Autoencoder {
  return buildAutoencoder(pooledSpec(options), seed);
}

/** The layers of {@linkcode pooledAutoencoder}. */
export function pooledSpec(options: PooledOptions = {}): AutoencoderSpec {
  requireKnown("pooledAutoencoder", options, {
    filters: true,
    latentActivation: true,
    ...networkOptions,
  });
  const { height, width, channels } = imageSizeOf(options, 4);
  const { latentActivation = "relu", filters = [[256, 128, 64], [32, 16, 8], [4, 2, 1]] } = options;
  requireLength("filters", filters, 3);
  const convolutions = (group: number[]) =>
    group.flatMap((filters) => block({ type: "convolution", filters }, options));
  const [first, second, third] = filters;
  const deepest = third.at(-1) ?? NaN;
  const code = [height / 4, width / 4, deepest];
  const coder: LayerSpec = {
    type: "convolution",
    filters: deepest,
    activation: latentActivation,
  };
  return completeSpec(options, {
    name: `pooled convolutional ${code.join("×")}`,
    latent: code.reduce((product, side) => product * side),
    output: "tanh",
    encoder: [
      ...convolutions(first), // [n, h, w, 64]
      { type: "maxPooling", size: 2 }, // [n, h/2, w/2, 64]
      ...convolutions(second), // [n, h/2, w/2, 8]
      { type: "maxPooling", size: 2 }, // [n, h/4, w/4, 8]
      ...convolutions(third.slice(0, -1)), // [n, h/4, w/4, 2]
      coder, // [n, h/4, w/4, 1]
      { type: "flatten" }, // [n, k]
    ],
    decoder: [
      { type: "reshape", shape: code }, // [n, h/4, w/4, 1]
      ...convolutions(third.toReversed()), // [n, h/4, w/4, 4]
      { type: "upSampling", size: 2 }, // [n, h/2, w/2, 4]
      ...convolutions(second.toReversed()), // [n, h/2, w/2, 32]
      { type: "upSampling", size: 2 }, // [n, h, w, 32]
      ...convolutions(first.toReversed()), // [n, h, w, 256]
      { type: "convolution", filters: channels }, // [n, h, w, c]
    ],
  });
}
