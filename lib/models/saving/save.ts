import { basename, dirname, join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { sha256Hex, writeAtomic } from "../../files/mod.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { requireOneOf } from "../../require.ts";
import { inPrecision, type Precision } from "./precision.ts";
import { replaceModel } from "./replacement.ts";
import { checksumOf, format, parts, type SavedModel, version } from "./saved.ts";

/**
 * Writes a model to a folder: encoder and decoder in tfjs's own format, spec.json beside them.
 *
 * @throws {Deno.errors.AlreadyExists} the folder holds something that is no saved model
 */
export async function saveAutoencoder(
  model: Autoencoder,
  folder: string,
  precision: Precision,
): Promise<void> {
  requireOneOf("precision", precision, ["float32", "float16", "int8"]);
  await requireFree(folder);
  // Renaming works within one disk: beside what a link leads to, not beside the link.
  const place = await Deno.realPath(folder).catch(() => folder);
  const gathered = join(dirname(place), `.${basename(place)}.${crypto.randomUUID()}.part`);
  try {
    const files: Record<string, string> = {};
    for (const part of parts) {
      for (const [name, bytes] of await partFiles(model[part], precision)) {
        files[`${part}/${name}`] = sha256Hex(bytes);
        await writeAtomic(join(gathered, part, name), bytes);
      }
    }
    const saved: Omit<SavedModel, "checksum"> = {
      format,
      version,
      versions: { tfjs: tf.version.tfjs, deno: Deno.version.deno },
      spec: model.spec,
      notes: model.notes,
      precision,
      files,
    };
    const text = JSON.stringify({ ...saved, checksum: checksumOf(saved) }, null, 2);
    await writeAtomic(join(gathered, "spec.json"), text + "\n");
    await replaceModel(place, gathered);
  } catch (error) {
    await Deno.remove(gathered, { recursive: true }).catch(() => {});
    throw error;
  }
}

/** The files of one tfjs model, by name. */
async function partFiles(
  model: tf.LayersModel,
  precision: Precision,
): Promise<[string, Uint8Array<ArrayBuffer>][]> {
  let artifacts: tf.io.ModelArtifacts = {};
  const handler: tf.io.IOHandler = {
    save: (saved) => {
      artifacts = saved;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
      });
    },
  };
  await model.save(handler);
  const { weightData, weightSpecs, ...rest } = artifacts;
  const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  const weights = inPrecision({ specs: weightSpecs!, bytes }, precision);
  const weightsManifest = [{ paths: ["weights.bin"], weights: weights.specs }];
  const json = JSON.stringify({ ...rest, weightsManifest });
  return [["model.json", new TextEncoder().encode(json)], ["weights.bin", weights.bytes]];
}

async function requireFree(folder: string): Promise<void> {
  try {
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
    if (names.length > 0 && !names.includes("spec.json")) {
      throw new Deno.errors.AlreadyExists(
        `"${folder}" holds ${names[0]} and no saved model; it is left alone`,
      );
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.mkdir(dirname(folder), { recursive: true });
  }
}
