export { Autoencoder, type AutoencoderParts, type LayerRow } from "./autoencoder.ts";
export type { BlockOptions } from "./block.ts";
export { buildAutoencoder } from "./build.ts";
export type { Coder } from "./coder.ts";
export {
  convolutionalAutoencoder,
  type ConvolutionalOptions,
  convolutionalSpec,
} from "./convolutional.ts";
export { denseAutoencoder, type DenseOptions, denseSpec } from "./dense.ts";
export { divergence } from "./divergence.ts";
export { emnistAutoencoder, type EmnistOptions, emnistSpec } from "./emnist.ts";
export { loadAutoencoder } from "./load.ts";
export { pooledAutoencoder, type PooledOptions, pooledSpec } from "./pooled.ts";
export type { Precision } from "./precision.ts";
export { presetAutoencoder, type PresetName, presets } from "./presets.ts";
export type { ModelNotes, SavedModel } from "./saved.ts";
export type {
  Activation,
  AutoencoderSpec,
  CommonOptions,
  Initializer,
  LayerSpec,
  Output,
} from "./spec.ts";
export { stridedAutoencoder, type StridedOptions, stridedSpec } from "./strided.ts";
export { normals, reparameterize } from "./reparameterize.ts";
export { type Posterior, VariationalAutoencoder } from "./variational.ts";
export {
  buildVariationalAutoencoder,
  convolutionalVariationalAutoencoder,
  denseVariationalAutoencoder,
  loadVariationalAutoencoder,
  type Variational,
} from "./variational_networks.ts";
export { isVariational, variationalSpec } from "./variational_spec.ts";
