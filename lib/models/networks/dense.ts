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
import { requireArray, requireKnown } from "../../require.ts";

/** Options of {@linkcode denseAutoencoder}. */
export interface DenseOptions extends NetworkOptions {
  /** units of the encoder's layers between image and code; the decoder mirrors them */
  widths: number[];
  /** k, numbers per code */
  latent: number;
  /** of the code; default "linear"; "relu", common in papers, lets units die */
  latentActivation?: Activation;
}

/**
 * A stack of dense layers narrowing to the code, and its mirror image (Hinton & Salakhutdinov 2006).
 *
 * @throws {RangeError} a width or another option is out of range
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { denseAutoencoder } from "@autoencoders";
 *
 * const model = denseAutoencoder({ widths: [512, 256, 128], latent: 32 }, 1);
 * strictEqual(model.countParams(), 1_141_296);
 * model.dispose();
 * ```
 */
export function denseAutoencoder(options: DenseOptions, seed: number): Autoencoder {
  return buildAutoencoder(denseSpec(options), seed);
}

/** The layers of {@linkcode denseAutoencoder}. */
export function denseSpec(options: DenseOptions): AutoencoderSpec {
  requireKnown("denseAutoencoder", options, {
    widths: true,
    latent: true,
    latentActivation: true,
    ...networkOptions,
  });
  requireArray("widths", options.widths);
  const { widths, latent } = options, { height, width, channels } = imageSizeOf(options);
  const size = height * width * channels;
  const inner = (units: number) => block({ type: "dense", units }, options);
  return completeSpec(options, {
    name: `dense ${[size, ...widths, latent].join("-")}`,
    latent,
    encoder: [
      { type: "flatten" }, // [n, h·w·c]
      ...widths.flatMap(inner),
      { type: "dense", units: latent, activation: options.latentActivation ?? "linear" }, // [n, k]
    ],
    decoder: [
      ...widths.toReversed().flatMap(inner),
      { type: "dense", units: size }, // [n, h·w·c]
      { type: "reshape", shape: [height, width, channels] }, // [n, h, w, c]
    ],
  });
}
