import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { ignoreNotFound, sha256Hex } from "../../files/mod.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { buildAutoencoder } from "../build.ts";
import { placesOf } from "./replacement.ts";
import { checksumOf, format, parts, savedFiles, type SavedModel, version } from "./saved.ts";

/**
 * Opens a model that {@linkcode Autoencoder.save} wrote.
 *
 * @throws {Deno.errors.NotFound} there is no such folder, or a file of it is missing
 * @throws {SyntaxError} a file was cut or altered, or is of another format or version
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseAutoencoder, loadAutoencoder } from "@autoencoders";
 *
 * const folder = await Deno.makeTempDir();
 * const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * await model.save(`${folder}/model`);
 * const twin = await loadAutoencoder(`${folder}/model`);
 * deepStrictEqual(twin.spec, model.spec);
 * deepStrictEqual(twin.notes, { seed: 1 });
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function loadAutoencoder(folder: string): Promise<Autoencoder> {
  const { saved, contents } = await readWhole(folder);
  const model = buildAutoencoder(saved.spec, saved.notes.seed ?? 0);
  Object.assign(model.notes, saved.notes);
  try {
    for (const part of parts) {
      const { weightsManifest: [{ weights }] } = JSON.parse(
        new TextDecoder().decode(contents.get(`${part}/model.json`)),
      );
      const tensors = tf.io.decodeWeights(contents.get(`${part}/weights.bin`)!.buffer, weights);
      model[part].loadWeights(tensors);
      tf.dispose(tensors);
    }
  } catch (cause) {
    model.dispose();
    const { message } = cause as Error;
    throw new SyntaxError(`"${folder}" holds weights of another network: ${message}`, { cause });
  }
  return model;
}

type Contents = Map<string, Uint8Array<ArrayBuffer>>;

/** Reads again where another model took the place of this one meanwhile, and perhaps this one anew. */
async function readWhole(folder: string): Promise<{ saved: SavedModel; contents: Contents }> {
  for (let unchanged = 0;;) {
    const saved = await readSpec(folder);
    try {
      return { saved, contents: await readParts(folder, saved) };
    } catch (error) {
      unchanged = (await readSpec(folder)).checksum === saved.checksum ? unchanged + 1 : 0;
      if (unchanged === 3) throw error;
    }
  }
}

async function readParts(folder: string, saved: SavedModel): Promise<Contents> {
  const contents: Contents = new Map();
  for (const name of savedFiles.slice(0, -1)) {
    const found = await readAny(placesOf(folder, name));
    if (!found) throw new Deno.errors.NotFound(`the model "${folder}" has no ${name}`);
    const { file, bytes } = found, hash = sha256Hex(bytes);
    if (hash !== saved.files[name]) {
      throw new SyntaxError(
        `"${file}" was cut or altered: its ${bytes.length} bytes have SHA-256 ${hash}, spec.json ` +
          `says ${saved.files[name]}`,
      );
    }
    contents.set(name, bytes);
  }
  return contents;
}

/** The first of these files that is there. */
async function readAny(files: string[]) {
  for (const file of files) {
    const bytes = await ignoreNotFound(Deno.readFile(file));
    if (bytes) return { file, bytes };
  }
}

async function readSpec(folder: string): Promise<SavedModel> {
  const found = await readAny(placesOf(folder, "spec.json"));
  if (!found) {
    const file = join(folder, "spec.json");
    throw new Deno.errors.NotFound(`there is no saved model: no file "${file}"`);
  }
  const { file } = found, text = new TextDecoder().decode(found.bytes);
  let saved: SavedModel;
  try {
    saved = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`"${file}" was cut or altered: ${(cause as Error).message}`, { cause });
  }
  if (saved?.format !== format) {
    throw new SyntaxError(`"${file}" must have the format "${format}", got ${saved?.format}`);
  }
  if (saved.version !== version) {
    throw new SyntaxError(`"${file}" must be of version ${version}, got ${saved.version}`);
  }
  const checksum = checksumOf(saved);
  if (checksum !== saved.checksum) {
    throw new SyntaxError(
      `"${file}" was altered: its checksum is ${checksum}, it says ${saved.checksum}`,
    );
  }
  return saved;
}
