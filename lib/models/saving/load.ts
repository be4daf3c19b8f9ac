import * as tf from "@tensorflow/tfjs";
import { ignoreNotFound, orFileError, toPath } from "../../files/mod.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { buildAutoencoder } from "../build.ts";
import { modelFile, readModelFile } from "./model_file.ts";
import { readModelFolder } from "./model_folder.ts";
import { decodeWeight } from "./precision.ts";
import { type StoredModel, tensorName } from "./stored_model.ts";

/**
 * Opens a model that {@linkcode Autoencoder.save} wrote.
 *
 * @param path of its file, or the URL, with or without ".safetensors"; or of a folder that an earlier
 * version wrote
 * @throws {Deno.errors.NotFound} there is no such file or folder, or a file of the folder is missing
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
  const { place, stored } = await readModel(toPath(path));
  const failure = (what: string, cause: unknown) =>
    new SyntaxError(`"${place}" has ${what}: ${(cause as Error).message}`, { cause });
  let model: Autoencoder;
  try {
    model = buildAutoencoder(stored.spec, 0);
  } catch (error) {
    throw failure("an invalid spec", error);
  }
  try {
    setWeights(model, stored);
  } catch (error) {
    model.dispose();
    throw failure("weights of another network", error);
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
      return { place: folder, stored: await readModelFolder(folder) };
    }
  }
  throw new Deno.errors.NotFound(`there is no saved model: no file "${file}"`);
}

/** @throws {Error} the stored weights are not those of the network; none was changed */
function setWeights({ weights }: Autoencoder, { tensors, quantization }: StoredModel): void {
  const unknown = new Set(tensors.keys());
  const changes = weights.map((weight) => {
    const name = tensorName(weight.originalName), shape = weight.shape as number[];
    const tensor = tensors.get(name);
    if (!tensor || tensor.shape.join() !== shape.join()) {
      throw new RangeError(`${name} must be [${shape}], got ${tensor && `[${tensor.shape}]`}`);
    }
    unknown.delete(name);
    return { weight, shape, values: decodeWeight({ tensor, quantization: quantization[name] }) };
  });
  if (unknown.size > 0) throw new RangeError(`it has no layer for ${[...unknown].join(", ")}`);
  for (const { weight, shape, values } of changes) {
    const tensor = tf.tensor(values, shape);
    weight.write(tensor);
    tensor.dispose();
  }
}
