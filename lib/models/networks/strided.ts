import type { Autoencoder } from "../autoencoder.ts";
import { block, type BlockOptions } from "../spec/block.ts";
import { buildAutoencoder } from "../build.ts";
import { requireLength } from "../../require.ts";
import { completeSpec } from "../spec/complete.ts";
import type { Activation, AutoencoderSpec, CommonOptions } from "../spec/spec.ts";

/** What {@linkcode stridedAutoencoder} may be told. */
export interface StridedOptions extends Omit<CommonOptions, "height" | "width">, BlockOptions {
  /** k, filters of the encoder's last convolution; 64 unless told */
  latent?: number;
  /** filters of the encoder's first two convolutions; [16, 32] unless told */
  encoderFilters?: [number, number];
  /** filters of the decoder's first three layers; [32, 16, 8] unless told */
  decoderFilters?: [number, number, number];
  /** of the encoder's last convolution, before the average; "relu" unless told */
  latentActivation?: Activation;
}

/**
 * Three convolutions of stride 2 whose average over the image is the code; four transposed
 * convolutions from 1×1 back to 28×28, the only size it takes.
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
  const { latent = 64, channels = 1, encoderFilters = [16, 32] } = options;
  const { decoderFilters = [32, 16, 8] } = options;
  requireLength("encoderFilters", encoderFilters, 2);
  requireLength("decoderFilters", decoderFilters, 3);
  const [first, second, third] = decoderFilters;
  const transposed = (filters: number, kernel: number, stride: number) =>
    block({ type: "transposedConvolution", filters, kernel, stride }, options);
  return completeSpec(options, {
    name: `strided convolutional ${latent}`,
    latent,
    encoder: [
      // [n, 14, 14, 16], [n, 7, 7, 32]
      ...encoderFilters.flatMap((filters) =>
        block({ type: "convolution", filters, stride: 2 }, options)
      ),
      {
        type: "convolution",
        filters: latent,
        stride: 2,
        activation: options.latentActivation ?? "relu",
      }, // [n, 4, 4, k]
      { type: "globalAveragePooling" }, // [n, k]
    ],
    decoder: [
      { type: "reshape", shape: [1, 1, latent] }, // [n, 1, 1, k]
      ...block(
        { type: "transposedConvolution", filters: first, kernel: 4, padding: "valid" },
        options,
      ), // [n, 4, 4, 32]
      // The source pads by 1 on both sides and so gets from 4 to 7; "same" gets to 8, one row and
      // column more, above and left.
      ...transposed(second, 3, 2), // [n, 8, 8, 16]
      { type: "cropping", start: 1, end: 0 }, // [n, 7, 7, 16]
      ...transposed(third, 4, 2), // [n, 14, 14, 8]
      { type: "transposedConvolution", filters: channels, kernel: 4, stride: 2 }, // [n, 28, 28, c]
    ],
  });
}
