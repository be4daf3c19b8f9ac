export { Autoencoder } from "./autoencoder.ts";
export { buildAutoencoder } from "./build.ts";
export { type Coder, hintOfOrder, requireCoder } from "./coder.ts";
export { autoencoderFrom, type FromModelsOptions } from "./from_models.ts";
export { freeWeights, requireWeights } from "./disposal.ts";
export { requireNotInTraining, Training } from "./in_training.ts";
export { SeededDropout } from "./layers/dropout.ts";
export { layersOf } from "./layers/layers.ts";
export {
  convolutionalAutoencoder,
  type ConvolutionalOptions,
  convolutionalSpec,
} from "./networks/convolutional.ts";
export { denseAutoencoder, type DenseOptions, denseSpec } from "./networks/dense.ts";
export { emnistAutoencoder, type EmnistOptions, emnistSpec } from "./networks/emnist.ts";
export { pooledAutoencoder, type PooledOptions } from "./networks/pooled.ts";
export { partBefore } from "./part_before.ts";
export { presets } from "./networks/presets.ts";
export { stridedAutoencoder } from "./networks/strided.ts";
export { loadAutoencoder, openAutoencoder } from "./saving/load.ts";
export { type Precision, precisions } from "./saving/precision.ts";
export { tensorName } from "./spec/spec.ts";
export { checkImages } from "./spec/check.ts";
export type { BlockOptions } from "./spec/family.ts";
export type { Activation, AutoencoderSpec, LayerSpec, Output } from "./spec/spec.ts";
export {
  buildVariationalAutoencoder,
  convolutionalVariationalAutoencoder,
  denseVariationalAutoencoder,
  variationalSpec,
} from "./variational/networks.ts";
export {
  divergence,
  type Posterior,
  reparameterize,
  splitPosterior,
} from "./variational/posterior.ts";
export { requireVariational, VariationalAutoencoder } from "./variational/variational.ts";
