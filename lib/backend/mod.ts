/**
 * A TensorFlow.js backend for training on a CPU, and the few operations that profit from it most.
 *
 * Everything here works on every tfjs backend; on the one that {@linkcode useBackend} selects it is
 * fast. This folder knows nothing of images or autoencoders.
 *
 * @module
 */
export { type BackendInfo, type BackendOptions, useBackend } from "./use_backend.ts";
export { forward, type ForwardOptions } from "./forward.ts";
export { binaryCrossEntropy, meanSquaredError } from "./losses.ts";
export { Adam } from "./optimizers/adam.ts";
export { AdamW } from "./optimizers/adamw.ts";
export { Momentum } from "./optimizers/momentum.ts";
export { randomBernoulli, randomNormal, randomUniform } from "./random/random.ts";
export { ByteTable } from "./byte_table.ts";
