import { basename } from "@std/path";
import { readSafetensors, type Safetensors, writeSafetensors } from "../../files/mod.ts";
import type { Precision } from "./precision.ts";
import { checkStoredModel, type StoredModel } from "./stored_model.ts";

const FORMAT = "autoencoders model";
/** Version 1 was a folder: see `model_folder.ts`. */
const VERSION = "2";
const ENDING = ".safetensors";

/** The file of a model that is saved as `path`, whose last separators are ignored: "runs/" is "runs". */
export function modelFile(path: string): string {
  const named = path.replace(Deno.build.os === "windows" ? /[\\/]+$/ : /\/+$/, "");
  return named.endsWith(ENDING) ? named : named + ENDING;
}

/** @throws {RangeError} the file of a model has no name but ".safetensors" */
export function requireFileName(path: string): void {
  if (["", ".", ".."].includes(basename(modelFile(path)).slice(0, -ENDING.length))) {
    throw new RangeError(`a model's path must end in the name of a file, got "${path}"`);
  }
}

/**
 * Writes a model to one safetensors file, atomically. The metadata are strings: `format`, `version` and
 * `precision`, and in JSON `spec`, `notes`, `software` and `quantization`, the scale and minimum of each
 * int8 tensor by its name. int8 tensors have the type U8, float16 tensors F16, all others F32.
 */
export async function writeModelFile(file: string, model: StoredModel): Promise<void> {
  const { spec, notes, precision, software, tensors, quantization } = model;
  const inJson = Object.entries({ spec, notes, software, quantization })
    .map(([name, value]) => [name, JSON.stringify(value)]);
  const metadata = { format: FORMAT, version: VERSION, precision, ...Object.fromEntries(inJson) };
  await writeSafetensors(file, { tensors, metadata });
}

/**
 * Reads what {@linkcode writeModelFile} wrote.
 *
 * @throws {SyntaxError} the file is not intact, has another format or version, or invalid metadata
 * @throws {Deno.errors.NotFound} there is no such file
 */
export async function readModelFile(file: string): Promise<StoredModel> {
  return storedModel(await readSafetensors(file), file);
}

/** The model that a safetensors file has, named `file` in errors. */
export function storedModel({ tensors, metadata }: Safetensors, file: string): StoredModel {
  for (const [name, expected] of Object.entries({ format: FORMAT, version: VERSION })) {
    if (metadata[name] !== expected) {
      throw new SyntaxError(`"${file}" must have the ${name} "${expected}", got ${metadata[name]}`);
    }
  }
  const parse = (name: string) => {
    try {
      return JSON.parse(metadata[name]);
    } catch (cause) {
      throw new SyntaxError(`"${file}" has no valid ${name}: ${(cause as Error).message}`, {
        cause,
      });
    }
  };
  const stored: StoredModel = {
    spec: parse("spec"),
    notes: parse("notes"),
    precision: metadata.precision as Precision,
    software: parse("software"),
    tensors,
    quantization: parse("quantization"),
  };
  checkStoredModel(file, stored);
  return stored;
}
