import { orFileError, sha256Hex, type StoredTensor } from "../../files/mod.ts";
import { parseJson } from "./json.ts";
import type { StoredTensors } from "./tensors.ts";

interface Frame {
  header: unknown;
  arrays: { name: string; shape: number[]; type: "float32" | "int32" }[];
}

const magic = new TextEncoder().encode("AECHECK1");
const HASH_BYTES = 32;

/**
 * Reads a checkpoint in the format that was written before safetensors:
 *
 *     "AECHECK1" · length of the JSON, 4 bytes · JSON · arrays, 4 bytes per number · SHA-256 of it all
 *
 * @returns undefined if the file does not begin with "AECHECK1"
 * @throws {SyntaxError} the file was truncated or altered
 * @throws {Deno.errors.NotFound} there is no such file
 */
export async function readOldCheckpoint(
  file: string,
): Promise<{ metadata: unknown; tensors: StoredTensors } | undefined> {
  const bytes = await orFileError(Deno.readFile(file), "read", file);
  if (magic.some((byte, i) => bytes[i] !== byte)) return undefined;
  const end = bytes.length - HASH_BYTES, start = magic.length + 4;
  if (end < start || sha256Hex(bytes.subarray(0, end)) !== bytes.subarray(end).toHex()) {
    throw new SyntaxError(`"${file}" is not an intact checkpoint: its SHA-256 does not match`);
  }
  let at = start + new DataView(bytes.buffer).getUint32(magic.length, true);
  const json = new TextDecoder().decode(bytes.subarray(start, at));
  const { header, arrays } = parseJson(json) as Frame;
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape, type } of arrays) {
    const next = at + 4 * shape.reduce((product, n) => product * n, 1);
    const numbers = bytes.slice(at, next).buffer;
    const values = type === "int32" ? new Int32Array(numbers) : new Float32Array(numbers);
    tensors.set(name, { shape, values });
    at = next;
  }
  return { metadata: header, tensors };
}
