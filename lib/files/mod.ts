/** Reading and writing files: atomic writes, safetensors, hashes. */
export { litterReason } from "./litter.ts";
export { ignoreNotFound } from "./not_found.ts";
export {
  readSafetensors,
  type Safetensors,
  type StoredTensor,
  type TensorValues,
  writeSafetensors,
} from "./safetensors.ts";
export { sha256Hex } from "./sha256.ts";
export { replaceWith, writeAll, writeAtomic } from "./write_atomic.ts";
