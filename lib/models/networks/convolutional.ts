import type { Autoencoder } from "../autoencoder.ts";
import { block, type BlockOptions } from "../spec/block.ts";
import { buildAutoencoder } from "../build.ts";
import { requireLength } from "../../require.ts";
import { completeSpec, sizeOf } from "../spec/complete.ts";
import type { Activation, AutoencoderSpec, CommonOptions } from "../spec/spec.ts";

/** What {@linkcode convolutionalAutoencoder} may be told. */
export interface ConvolutionalOptions extends CommonOptions, BlockOptions {
  /** k, numbers in a code */
  latent: number;
  /** filters of the three convolutions, the first two of stride 2; [16, 32, 32] unless told */
  filters?: [number, number, number];
  /** units of the dense layer between the convolutions and the code; 256 unless told */
  hidden?: number;
  /** of the code; "linear" unless told */
  latentActivation?: Activation;
}

/**
 * A small convolutional network of ours: three convolutions, a dense layer, the code, and the mirror
 * image of it all. Its transposed convolutions have kernels of 4, a multiple of their stride, which
 * keeps the checkerboards out (Odena et al. 2016).
 *
 * @throws {RangeError} height or width is no multiple of 4, or another option is out of range
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
  const { latent, hidden = 256 } = options, { height, width, channels } = sizeOf(options);
  const { filters = [16, 32, 32] } = options;
  requireLength("filters", filters, 3);
  const [first, second, third] = filters;
  requireQuarters({ height, width });
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
      ...block(
        { type: "transposedConvolution", filters: first, kernel: 4, stride: 2 },
        inner,
      ), // [n, h/2, w/2, 16]
      { type: "transposedConvolution", filters: channels, kernel: 4, stride: 2 }, // [n, h, w, c]
    ],
  });
}

/** @throws {RangeError} a side is no multiple of 4, so that halving it twice loses a part */
export function requireQuarters(sides: { height: number; width: number }): void {
  for (const [name, side] of Object.entries(sides)) {
    if (!Number.isSafeInteger(side) || side < 4 || side % 4 !== 0) {
      throw new RangeError(`${name} must be a multiple of 4, got ${side}`);
    }
  }
}
