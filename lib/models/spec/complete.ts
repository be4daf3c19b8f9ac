import type { AutoencoderSpec, CommonOptions } from "./spec.ts";

/** {@linkcode CommonOptions} of size with their defaults in place: MNIST's 28×28×1. */
export function sizeOf({ height = 28, width = 28, channels = 1 }: CommonOptions) {
  return { height, width, channels };
}

/** A spec out of what a family of networks decides and what is left to the reader. */
export function completeSpec(
  options: CommonOptions,
  own: Pick<AutoencoderSpec, "name" | "latent" | "encoder" | "decoder"> & Partial<AutoencoderSpec>,
): AutoencoderSpec {
  const { name, latent, encoder, decoder } = own;
  return {
    name: options.name ?? name,
    ...sizeOf(options),
    latent,
    initializer: options.initializer ?? "glorotUniform",
    output: options.output ?? own.output ?? "sigmoid",
    encoder,
    decoder,
  };
}
