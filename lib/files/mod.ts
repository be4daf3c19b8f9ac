/** Reading and writing files: paths, errors, atomic writes, safetensors, hashes, files from the web. */
export { base64 } from "./base64.ts";
export { fetchBytes } from "./fetch_bytes.ts";
export { fileError, orFileError } from "./file_error.ts";
export { litterReason } from "./litter.ts";
export { ignoreNotFound } from "./not_found.ts";
export {
  parseSafetensors,
  readSafetensors,
  type Safetensors,
  type StoredTensor,
  type TensorValues,
  writeSafetensors,
} from "./safetensors.ts";
export { readHashed } from "./read_hashed.ts";
export { projectFolder } from "./project_folder.ts";
export { requestReason } from "./request_reason.ts";
export { sha256Hex } from "./sha256.ts";
export { requireWebUrl, shownUrl, withoutSecrets } from "./shown_url.ts";
export { Timeout } from "./timeout.ts";
export { toPath } from "./to_path.ts";
export { removeUnlocked, replaceWith, writeAll, writeAtomic } from "./write_atomic.ts";
