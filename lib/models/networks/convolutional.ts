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
import type { Activation, AutoencoderSpec } from "../spec/spec.ts";

/** Options of {@linkcode convolutionalAutoencoder}. */
export interface ConvolutionalOptions extends NetworkOptions {
  /** k, numbers per code */
  latent: number;
  /** filters of the three convolutions, the first two of stride 2; default [16, 32, 32] */
  filters?: [number, number, number];
  /** units of the dense layer between the convolutions and the code; default 256 */
  hidden?: number;
  /** of the code; default "linear" */
  latentActivation?: Activation;
}

/**
 * The small convolutional network of the course: three convolutions, a dense layer, the code, and the
 * mirror image. The transposed convolutions of stride 2 have kernels of 4, a multiple of the stride,
 * which prevents checkerboard artefacts (Odena et al. 2016).
 *
 * @throws {RangeError} height or width is not a multiple of 4, or another option is out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { convolutionalAutoencoder } from "@autoencoders";
 *
 * const model = convolutionalAutoencoder({ latent: 32 }, 1);
 * strictEqual(model.countParams(), 853_073);
 * model.dispose();
 * ```
 */
export function convolutionalAutoencoder(options: ConvolutionalOptions, seed: number): Autoencoder {
  return buildAutoencoder(convolutionalSpec(options), seed);
}

/** The layers of {@linkcode convolutionalAutoencoder}. */
export function convolutionalSpec(options: ConvolutionalOptions): AutoencoderSpec {
  requireKnown("convolutionalAutoencoder", options, {
    latent: true,
    filters: true,
    hidden: true,
    latentActivation: true,
    ...networkOptions,
  });
  const { latent, hidden = 256 } = options, { height, width, channels } = imageSizeOf(options, 4);
  const { filters = [16, 32, 32] } = options;
  requireLength("filters", filters, 3);
  const [first, second, third] = filters;
  const inner = { ...options, activation: options.activation ?? "gelu" };
  const folded = [height / 4, width / 4, third];
  const units = folded.reduce((product, side) => product * side);
  return completeSpec(options, {
    name: `convolutional ${[first, second, third, hidden, latent].join("-")}`,
    latent,
    encoder: [
      ...block({ type: "convolution", filters: first, stride: 2 }, inner), // [n, h/2, w/2, 16]
      ...block({ type: "convolution", filters: second, stride: 2 }, inner), // [n, h/4, w/4, 32]
      ...block({ type: "convolution", filters: third }, inner), // [n, h/4, w/4, 32]
      { type: "flatten" },
      ...block({ type: "dense", units: hidden }, inner), // [n, 256]
      { type: "dense", units: latent, activation: options.latentActivation ?? "linear" }, // [n, k]
    ],
    decoder: [
      ...block({ type: "dense", units: hidden }, inner), // [n, 256]
      ...block({ type: "dense", units }, inner),
      { type: "reshape", shape: folded }, // [n, h/4, w/4, 32]
      ...block({ type: "transposedConvolution", filters: second }, inner), // [n, h/4, w/4, 32]
      // [n, h/2, w/2, 16]
      ...block({ type: "transposedConvolution", filters: first, kernel: 4, stride: 2 }, inner),
      { type: "transposedConvolution", filters: channels, kernel: 4, stride: 2 }, // [n, h, w, c]
    ],
  });
}
