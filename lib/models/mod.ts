export { Autoencoder, type AutoencoderParts, type LayerRow } from "./autoencoder.ts";
export { buildAutoencoder } from "./build.ts";
export type { Coder } from "./coder.ts";
export { denseAutoencoder, type DenseOptions, denseSpec } from "./dense.ts";
export type {
  Activation,
  AutoencoderSpec,
  CommonOptions,
  Initializer,
  LayerSpec,
  Output,
} from "./spec.ts";
