import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import { ignoreNotFound, litterReason, orFileError, toPath, writeAtomic } from "../../files/mod.ts";
import { Quantization } from "../layers/quantization.ts";
import { requireFinite } from "./precision.ts";

/** See `Autoencoder.exportTfjs`. */
export async function exportTfjs(
  { encoder, decoder }: Record<"encoder" | "decoder", tf.LayersModel>,
  folder: string | URL,
): Promise<void> {
  folder = toPath(folder, "folder");
  const parts = { encoder, decoder };
  const own = encoder.layers.find((layer) => layer instanceof Quantization);
  if (own) {
    throw new RangeError(
      `a network with a quantization layer (${own.name}) cannot be exported to tfjs, which has none; save() keeps it`,
    );
  }
  for (const weight of [...encoder.weights, ...decoder.weights]) {
    requireFinite(weight.originalName, await weight.read().data() as Float32Array);
  }
  const entries = await ignoreNotFound(
    orFileError(Array.fromAsync(Deno.readDir(folder)), "read", folder),
  ) ?? [];
  const other = entries.find(({ name }) => !Object.hasOwn(parts, name) && !litterReason(name));
  if (other) {
    throw new Deno.errors.AlreadyExists(`"${folder}" has ${other.name}; export to an empty folder`);
  }
  for (const [part, model] of Object.entries(parts)) {
    await model.save({ save: (artifacts) => writeArtifacts(join(folder, part), artifacts) });
  }
}

async function writeArtifacts(
  folder: string,
  { weightData, weightSpecs, ...rest }: tf.io.ModelArtifacts,
): Promise<tf.io.SaveResult> {
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
  await writeAtomic(join(folder, "weights.bin"), weights);
  await writeAtomic(join(folder, "model.json"), JSON.stringify({ ...rest, weightsManifest }));
  return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
}
