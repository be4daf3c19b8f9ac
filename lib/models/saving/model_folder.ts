import { join } from "@std/path";
import type * as tf from "@tensorflow/tfjs";
import { ignoreNotFound, orFileError, sha256Hex, type StoredTensor } from "../../files/mod.ts";
import { requireInteger, requireRecord } from "../../require.ts";
import type { Quantization } from "./precision.ts";
import { tensorName } from "../spec/spec.ts";
import { checkStoredModel, type StoredModel } from "./stored_model.ts";

/** spec.json of version 1, which stored a model as a folder with two models in the format of tfjs. */
type SpecFile = Pick<StoredModel, "spec" | "notes" | "precision"> & {
  format: string;
  version: number;
  versions: StoredModel["software"];
  /** SHA-256 of each other file */
  files: Record<string, string>;
  /** SHA-256 of all of the above as JSON without spaces */
  checksum: string;
};

/**
 * Reads a model of version 1, with its numbers as they are stored.
 *
 * @throws {Deno.errors.NotFound} a file is missing
 * @throws {SyntaxError} a file was truncated or altered, or has another format or version
 */
export async function readModelFolder(folder: string): Promise<StoredModel> {
  const { spec, notes, precision, versions, files } = await readSpecFile(folder);
  const tensors: StoredModel["tensors"] = new Map();
  const quantization: StoredModel["quantization"] = {};
  for (const part of ["encoder", "decoder"]) {
    const read = async (name: string) => {
      const { file, bytes } = await readFile(folder, `${part}/${name}`), hash = sha256Hex(bytes);
      if (hash === files[`${part}/${name}`]) return bytes;
      throw new SyntaxError(
        `"${file}" was truncated or altered: its ${bytes.length} bytes have SHA-256 ${hash}, ` +
          `spec.json says ${files[`${part}/${name}`]}`,
      );
    };
    const manifest = decode(await read("model.json")), bytes = await read("weights.bin");
    try {
      for (const { name, tensor, scale } of parseWeights(manifest, bytes)) {
        tensors.set(tensorName(name), tensor);
        if (scale) quantization[tensorName(name)] = scale;
      }
    } catch (cause) {
      const { message } = cause as Error;
      throw new SyntaxError(`"${folder}" has an invalid ${part}: ${message}`, { cause });
    }
  }
  const stored = { spec, notes, precision, software: versions, tensors, quantization };
  checkStoredModel(folder, stored);
  return stored;
}

/** The tensors of a model in the format of tfjs; any error means that they are invalid. */
function* parseWeights(
  manifest: string,
  bytes: Uint8Array,
): Generator<{ name: string; tensor: StoredTensor; scale?: Quantization }> {
  const { weightsManifest: [{ weights }] } = JSON.parse(manifest);
  let at = 0;
  for (const { name, shape, quantization: q } of weights as tf.io.WeightsManifestEntry[]) {
    for (const side of shape) requireInteger(`${name}: a side of its shape`, side, 0);
    const type = q === undefined ? Float32Array : q.dtype === "float16" ? Float16Array : Uint8Array;
    const size = shape.reduce((product, n) => product * n, type.BYTES_PER_ELEMENT);
    if (at + size > bytes.length) throw new RangeError(`${name} should have ${size} bytes`);
    const values = new type(bytes.slice(at, at + size).buffer);
    const scale = q?.dtype === "uint8" ? { scale: q.scale!, minimum: q.min! } : undefined;
    yield { name, tensor: { shape, values }, scale };
    at += size;
  }
  if (at < bytes.length) throw new RangeError(`${bytes.length - at} bytes follow its weights`);
}

async function readSpecFile(folder: string): Promise<SpecFile> {
  const { file, bytes } = await readFile(folder, "spec.json");
  let saved: SpecFile;
  try {
    saved = JSON.parse(decode(bytes));
  } catch (cause) {
    const { message } = cause as Error;
    throw new SyntaxError(`"${file}" was truncated or altered: ${message}`, { cause });
  }
  for (const [name, expected] of Object.entries({ format: "autoencoders model", version: 1 })) {
    const found = saved?.[name as "format" | "version"];
    if (found !== expected) {
      throw new SyntaxError(`"${file}" must have the ${name} "${expected}", got ${found}`);
    }
  }
  const rest = new TextEncoder().encode(JSON.stringify({ ...saved, checksum: undefined }));
  if (sha256Hex(rest) !== saved.checksum) {
    throw new SyntaxError(
      `"${file}" was altered: its checksum is ${sha256Hex(rest)}, it says ${saved.checksum}`,
    );
  }
  try {
    requireRecord("files", saved.files);
  } catch (cause) {
    throw new SyntaxError(`"${file}" is invalid: ${(cause as Error).message}`, { cause });
  }
  return saved;
}

async function readFile(folder: string, name: string) {
  // A save of version 1 that was interrupted left the newer files in "replacement".
  for (const file of [join(folder, "replacement", name), join(folder, name)]) {
    const bytes = await ignoreNotFound(orFileError(Deno.readFile(file), "read", file));
    if (bytes) return { file, bytes };
  }
  throw new Deno.errors.NotFound(`there is no saved model: no file "${join(folder, name)}"`);
}

function decode(text: Uint8Array): string {
  return new TextDecoder().decode(text);
}
