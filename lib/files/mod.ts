/** Files as every part of the library reads and writes them. */

export {
  readSafetensors,
  type Safetensors,
  type StoredTensor,
  type TensorValues,
  writeSafetensors,
} from "./safetensors.ts";
export { sha256Hex } from "./sha256.ts";

export { ignoreNotFound } from "./not_found.ts";
export { writeAtomic } from "./write_atomic.ts";
