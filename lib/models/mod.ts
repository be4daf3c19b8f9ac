export { Autoencoder, type AutoencoderParts, type LayerRow } from "./autoencoder.ts";
export type { BlockOptions } from "./spec/block.ts";
export { buildAutoencoder } from "./build.ts";
export type { Coder } from "./coder.ts";
export {
  convolutionalAutoencoder,
  type ConvolutionalOptions,
  convolutionalSpec,
} from "./networks/convolutional.ts";
export { denseAutoencoder, type DenseOptions, denseSpec } from "./networks/dense.ts";
export { divergence } from "./variational/divergence.ts";
export { emnistAutoencoder, type EmnistOptions, emnistSpec } from "./networks/emnist.ts";
export { loadAutoencoder } from "./saving/load.ts";
export { pooledAutoencoder, type PooledOptions, pooledSpec } from "./networks/pooled.ts";
export type { Precision } from "./saving/precision.ts";
export { presetAutoencoder, type PresetName, presets } from "./networks/presets.ts";
export type { ModelNotes, SavedModel } from "./saving/saved.ts";
export type {
  Activation,
  AutoencoderSpec,
  CommonOptions,
  Initializer,
  LayerSpec,
  Output,
} from "./spec/spec.ts";
export { stridedAutoencoder, type StridedOptions, stridedSpec } from "./networks/strided.ts";
export { normals, reparameterize } from "./variational/reparameterize.ts";
export { type Posterior, VariationalAutoencoder } from "./variational/variational.ts";
export {
  buildVariationalAutoencoder,
  convolutionalVariationalAutoencoder,
  denseVariationalAutoencoder,
  loadVariationalAutoencoder,
  type Variational,
} from "./variational/networks.ts";
export { isVariational, variationalSpec } from "./variational/spec.ts";
export { SeededDropout } from "./layers/dropout.ts";
export { layersOf } from "./layers/layers.ts";

export { checkImages } from "./spec/shapes.ts";
export { splitPosterior } from "./variational/variational.ts";
