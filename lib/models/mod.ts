export { Autoencoder, type AutoencoderParts, type LayerRow } from "./autoencoder.ts";
export { buildAutoencoder } from "./build.ts";
export type { Coder } from "./coder.ts";
export { denseAutoencoder, type DenseOptions, denseSpec } from "./dense.ts";
export { loadAutoencoder } from "./load.ts";
export type { Precision } from "./precision.ts";
export type { ModelNotes, SavedModel } from "./saved.ts";
export type {
  Activation,
  AutoencoderSpec,
  CommonOptions,
  Initializer,
  LayerSpec,
  Output,
} from "./spec.ts";
