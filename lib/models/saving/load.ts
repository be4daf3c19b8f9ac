import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  fetchBytes,
  ignoreNotFound,
  orFileError,
  parseSafetensors,
  shownUrl,
  toPath,
} from "../../files/mod.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { emptyAutoencoder } from "../build.ts";
import { checkSpec } from "../spec/check.ts";
import { weightShapes } from "../spec/plan.ts";
import { modelFile, readModelFile, storedModel } from "./model_file.ts";
import { readModelFolder } from "./model_folder.ts";
import { decodeWeight } from "./precision.ts";
import { tensorName } from "../spec/spec.ts";
import type { StoredModel } from "./stored_model.ts";

/**
 * Opens a model that {@linkcode Autoencoder.save} wrote, from a file or from the web.
 *
 * @param path of its file, or the file's URL, with or without ".safetensors"; or of a folder that an
 * earlier version wrote; or the whole http or https URL of a file
 * @throws {Deno.errors.NotFound} there is no such file or folder, a file of the folder is missing, or the
 * server answers that it has none
 * @throws {Deno.errors.NotCapable} this program may not connect to the server
 * @throws {Error} the server answers with another error, does not answer, or breaks the connection
 * @throws {SyntaxError} a file was truncated or altered, has another format or version, or has metadata
 * or weights that are not those of a network
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseAutoencoder, loadAutoencoder } from "@autoencoders";
 *
 * const folder = await Deno.makeTempDir();
 * const model = denseAutoencoder({ widths: [8], latent: 2, height: 4, width: 4 }, 1);
 * await model.save(`${folder}/model.safetensors`);
 * const twin = await loadAutoencoder(`${folder}/model.safetensors`);
 * deepStrictEqual(twin.spec, model.spec);
 * deepStrictEqual(twin.notes, { seed: 1 });
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function loadAutoencoder(path: string | URL): Promise<Autoencoder> {
  if (/^https?:\/\//i.test(`${path}`)) {
    const url = new URL(path);
    return openAutoencoder(await fetchBytes(url), shownUrl(url.href));
  }
  const { place, stored } = await readModel(toPath(path));
  return build(stored, place);
}

/**
 * Opens a model whose file is in memory.
 *
 * @param name in errors
 * @throws {SyntaxError} as {@linkcode loadAutoencoder}
 */
export function openAutoencoder(bytes: Uint8Array, name: string): Autoencoder {
  return build(storedModel(parseSafetensors(bytes, name), name), name);
}

/** @param place where it comes from, for errors */
function build(stored: StoredModel, place: string): Autoencoder {
  const failure = (what: string, cause: unknown) =>
    new SyntaxError(`"${place}" has ${what}: ${(cause as Error).message}`, { cause });
  let shapes: Map<string, number[]>, values: Map<string, Float32Array>;
  try {
    checkSpec(stored.spec);
    shapes = weightShapes(stored.spec);
  } catch (error) {
    throw failure("an invalid spec", error);
  }
  try {
    values = weightsOf(stored, shapes);
  } catch (error) {
    throw failure("weights of another network", error);
  }
  const model = emptyAutoencoder(stored.spec);
  for (const weight of model.weights) {
    const name = tensorName(weight.originalName);
    const tensor = tf.tensor(values.get(name)!, shapes.get(name)!);
    weight.write(tensor);
    tensor.dispose();
  }
  delete model.notes.seed;
  Object.assign(model.notes, stored.notes);
  return model;
}

/** The stored model and the file or folder that it is in. */
async function readModel(path: string): Promise<{ place: string; stored: StoredModel }> {
  const file = modelFile(path);
  const found = async (place: string) =>
    await ignoreNotFound(orFileError(Deno.stat(place), "read", place));
  if ((await found(file))?.isFile) return { place: file, stored: await readModelFile(file) };
  for (const folder of [path, path.replace(/\.safetensors$/, "")]) {
    if ((await found(folder))?.isDirectory) {
      const specs = [join(folder, "spec.json"), join(folder, "replacement", "spec.json")];
      if (!(await Promise.all(specs.map(found))).some(Boolean)) await refuseFolder(folder);
      return { place: folder, stored: await readModelFolder(folder) };
    }
  }
  const other = (await found(path))?.isFile ? `; "${path}" has another format` : "";
  throw new Deno.errors.NotFound(`there is no saved model: no file "${file}"${other}`);
}

/** How many files an error lists. */
const LISTED = 5;

/** @throws {Deno.errors.NotFound} always, with the models that are in the folder */
async function refuseFolder(folder: string): Promise<never> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const models = entries.map(({ name }) => name).filter((name) => name.endsWith(".safetensors"));
  const listed = models.sort().slice(0, LISTED).map((name) => `"${join(folder, name)}"`).join(", ");
  throw new Deno.errors.NotFound(
    `there is no saved model: no file "${join(folder, "spec.json")}"` +
      (listed ? `; the folder has saved models, such as ${listed}` : ""),
  );
}

/**
 * The numbers of every weight, by its name.
 *
 * @throws {RangeError} the stored tensors are not those of the network
 * @throws {TypeError} a tensor has a type that no weight has
 */
function weightsOf(
  { tensors, quantization }: StoredModel,
  shapes: Map<string, number[]>,
): Map<string, Float32Array> {
  const unknown = [...tensors.keys()].filter((name) => !shapes.has(name));
  if (unknown.length > 0) throw new RangeError(`it has no layer for ${unknown.join(", ")}`);
  const values = new Map<string, Float32Array>();
  for (const [name, shape] of shapes) {
    const tensor = tensors.get(name);
    if (!tensor || tensor.shape.join() !== shape.join()) {
      throw new RangeError(`${name} must be [${shape}], got ${tensor && `[${tensor.shape}]`}`);
    }
    values.set(name, decodeWeight({ tensor, quantization: quantization[name] }));
  }
  return values;
}
