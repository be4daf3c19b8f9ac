import { requireKnown, requireLength } from "../../require.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { buildAutoencoder } from "../build.ts";
import { block, completeSpec, type NetworkOptions, networkOptions } from "../spec/family.ts";
import type { Activation, AutoencoderSpec } from "../spec/spec.ts";

/** Options of {@linkcode stridedAutoencoder}. */
export interface StridedOptions extends Omit<NetworkOptions, "height" | "width"> {
  /** k, filters of the encoder's last convolution; default 64 */
  latent?: number;
  /** filters of the encoder's first two convolutions; default [16, 32] */
  encoderFilters?: [number, number];
  /** filters of the decoder's first three layers; default [32, 16, 8] */
  decoderFilters?: [number, number, number];
  /** of the encoder's last convolution, before the average; default "relu" */
  latentActivation?: Activation;
}

/**
 * Three convolutions of stride 2, whose average over the image is the code, and four transposed
 * convolutions from 1×1 to 28×28, the only size it accepts. All are padded as in PyTorch, by the same
 * number of zeros on every side.
 *
 * @throws {RangeError} an option is out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { stridedAutoencoder } from "@autoencoders";
 *
 * const model = stridedAutoencoder({}, 1);
 * strictEqual(model.countParams(), 62_905);
 * model.dispose();
 * ```
 */
export function stridedAutoencoder(options: StridedOptions, seed: number): Autoencoder {
  return buildAutoencoder(stridedSpec(options), seed);
}

/** The layers of {@linkcode stridedAutoencoder}. */
export function stridedSpec(options: StridedOptions = {}): AutoencoderSpec {
  const { height: _h, width: _w, ...shared } = networkOptions;
  requireKnown("stridedAutoencoder", options, {
    latent: true,
    encoderFilters: true,
    decoderFilters: true,
    latentActivation: true,
    ...shared,
  });
  const { latent = 64, channels = 1, encoderFilters = [16, 32] } = options;
  const { decoderFilters = [32, 16, 8] } = options;
  requireLength("encoderFilters", encoderFilters, 2);
  requireLength("decoderFilters", decoderFilters, 3);
  const [first, second, third] = decoderFilters;
  return completeSpec(options, {
    name: `strided convolutional ${latent}`,
    latent,
    encoder: [
      // [n, 14, 14, 16], [n, 7, 7, 32]
      ...encoderFilters.flatMap((filters) =>
        block({ type: "convolution", filters, stride: 2, padding: 1 }, options)
      ),
      {
        type: "convolution",
        filters: latent,
        stride: 2,
        padding: 1,
        activation: options.latentActivation ?? "relu",
      }, // [n, 4, 4, k]
      { type: "globalAveragePooling" }, // [n, k]
    ],
    decoder: [
      { type: "reshape", shape: [1, 1, latent] }, // [n, 1, 1, k]
      // [n, 4, 4, 32]
      ...block(
        { type: "transposedConvolution", filters: first, kernel: 4, padding: "valid" },
        options,
      ),
      // [n, 7, 7, 16]
      ...block(
        { type: "transposedConvolution", filters: second, kernel: 3, stride: 2, padding: 1 },
        options,
      ),
      // Here "same" is a padding of 1.
      // [n, 14, 14, 8]
      ...block({ type: "transposedConvolution", filters: third, kernel: 4, stride: 2 }, options),
      { type: "transposedConvolution", filters: channels, kernel: 4, stride: 2 }, // [n, 28, 28, c]
    ],
  });
}
