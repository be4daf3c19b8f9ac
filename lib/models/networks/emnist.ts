import { requireInteger, requireKnown, requireLength } from "../../require.ts";
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

/** Options of {@linkcode emnistAutoencoder}. */
export interface EmnistOptions extends NetworkOptions {
  /** which of the first four transposed convolutions has stride 2; default 3 */
  stridedLayer?: 1 | 2 | 3 | 4;
  /** k, numbers per code; default 32 */
  latent?: number;
  /** filters of the encoder's convolutions, the second of stride 2; default [32, 64, 64, 64] */
  filters?: [number, number, number, number];
  /** of the code; "relu" by default, as published */
  latentActivation?: Activation;
}

/**
 * Four convolutions, a code, and five transposed convolutions, one of which doubles height and width:
 * the four published EMNIST networks differ in which one.
 *
 * @throws {RangeError} height or width is odd, or another option is out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { emnistAutoencoder } from "@autoencoders";
 *
 * const model = emnistAutoencoder({ stridedLayer: 3 }, 1);
 * strictEqual(model.countParams(), 1_037_601);
 * model.dispose();
 * ```
 */
export function emnistAutoencoder(options: EmnistOptions, seed: number): Autoencoder {
  return buildAutoencoder(emnistSpec(options), seed);
}

/** The layers of {@linkcode emnistAutoencoder}. */
export function emnistSpec(options: EmnistOptions = {}): AutoencoderSpec {
  requireKnown("emnistAutoencoder", options, {
    stridedLayer: true,
    latent: true,
    filters: true,
    latentActivation: true,
    ...networkOptions,
  });
  const { height, width, channels } = imageSizeOf(options, 2);
  const { stridedLayer = 3, latent = 32, filters = [32, 64, 64, 64] } = options;
  requireLength("filters", filters, 4);
  requireInteger("stridedLayer", stridedLayer, 1, 4);
  const folded = [height / 2, width / 2, filters[3]];
  const units = folded.reduce((product, side) => product * side);
  return completeSpec(options, {
    name: `EMNIST convolutional, stride 2 in layer ${stridedLayer}`,
    latent,
    encoder: [
      // [n, h, w, 32], then three times [n, h/2, w/2, 64]
      ...filters.flatMap((filters, i) =>
        block({ type: "convolution", filters, stride: i === 1 ? 2 : 1 }, options)
      ),
      { type: "flatten" },
      { type: "dense", units: latent, activation: options.latentActivation ?? "relu" }, // [n, k]
    ],
    decoder: [
      ...block({ type: "dense", units }, options),
      { type: "reshape", shape: folded }, // [n, h/2, w/2, 64]
      // [n, h/2, w/2, f] before the strided layer, [n, h, w, f] from it on
      ...filters.toReversed().flatMap((filters, i) =>
        block(
          { type: "transposedConvolution", filters, stride: i + 1 === stridedLayer ? 2 : 1 },
          options,
        )
      ),
      { type: "transposedConvolution", filters: channels }, // [n, h, w, c]
    ],
  });
}
