/**
 * A TensorFlow.js backend for training on a CPU, and the operations that benefit most from it. They
 * work on every backend, and are fast on the one that {@linkcode useBackend} selects.
 *
 * @module
 */
export {
  arithmetic,
  type BackendInfo,
  type BackendOptions,
  eigensystem,
  isChosen,
  useBackend,
} from "./use_backend.ts";
export { type Eigensystem } from "./blas/blas_eigen.ts";
export { applyModel, type ApplyOptions } from "./layers/apply_model.ts";
export { causalBlock, causalWindow, type Clamp, fromGrid } from "./ops/causal/causal.ts";
export { binaryCrossEntropy, meanSquaredError } from "./ops/loss/fused_losses.ts";
export { Adam } from "./optimizers/adam.ts";
export { AdamW } from "./optimizers/adamw.ts";
export { Momentum } from "./optimizers/momentum.ts";
export { smallestTwo } from "./ops/reduction/smallest_two.ts";
export { ByteTable } from "./ops/movement/byte_table.ts";
export { Replay } from "./runtime/replay.ts";
