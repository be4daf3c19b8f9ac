import type { Autoencoder } from "./autoencoder.ts";
import { buildAutoencoder } from "./build.ts";
import type { Activation, AutoencoderSpec, CommonOptions, LayerSpec } from "./spec.ts";

/** What a dense autoencoder may be told. */
export interface DenseOptions extends CommonOptions {
  /** units of the encoder's layers between image and code; the decoder mirrors them */
  widths: number[];
  /** k, numbers in a code */
  latent: number;
  /** of the layers in between; "relu" unless told */
  activation?: Activation;
  /** of the code: "linear" unless told; "relu" as much of the literature has it, which lets units die */
  latentActivation?: Activation;
  /** the share of units that is dropped after each layer in between while training; 0 unless told */
  dropout?: number;
  /** whether each layer in between is normalised over the batch */
  batchNormalization?: boolean;
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
  const { widths, latent, height = 28, width = 28, channels = 1 } = options;
  const { activation = "relu", latentActivation = "linear", initializer = "glorotUniform" } =
    options;
  const size = height * width * channels;
  const inner = (units: number): LayerSpec[] => [
    ...(options.batchNormalization
      ? [
        { type: "dense", units },
        { type: "batchNormalization" },
        { type: "activation", activation },
      ] as const
      : [{ type: "dense", units, activation }] as const),
    ...(options.dropout ? [{ type: "dropout", rate: options.dropout }] as const : []),
  ];
  return {
    name: options.name ?? `dense ${[size, ...widths, latent].join("-")}`,
    height,
    width,
    channels,
    latent,
    initializer,
    output: options.output ?? "sigmoid",
    encoder: [
      { type: "flatten" }, // [n, h·w·c]
      ...widths.flatMap(inner),
      { type: "dense", units: latent, activation: latentActivation }, // [n, k]
    ],
    decoder: [
      ...widths.toReversed().flatMap(inner),
      { type: "dense", units: size }, // [n, h·w·c]
      { type: "reshape", shape: [height, width, channels] }, // [n, h, w, c]
    ],
  };
}
