import { packLossyModel, shippedModel, shippedModels } from "@autoencoders/codec";
import { resultsFolder } from "@autoencoders/results";
import { join } from "@std/path";
import { ignoreNotFound } from "../../lib/files/mod.ts";
import { orTaskError } from "../project.ts";

/** The networks of the results table that lossy files can be made with. */
export const lossyNames = ["ours-32", "ours-64"] as const;
export type LossyName = typeof lossyNames[number];

/** The names that `--model` accepts in place of a file. */
export const modelNames: readonly string[] = [...shippedModels, ...lossyNames];

/** The bytes of a model that comes with the project. */
export async function namedModel(name: string): Promise<Uint8Array> {
  const learned = shippedModels.find((each) => each === name);
  if (learned) return shippedModel(learned).bytes;
  const parts = ["models", "codec"].map((folder) =>
    orTaskError(Deno.readFile(join(resultsFolder(), folder, `${name}.safetensors`)))
  );
  const [network, model] = await Promise.all(parts);
  return packLossyModel(network, model);
}

/** All models that come with the project: a file that names one of them needs no `--model`. */
export async function allModels(): Promise<Uint8Array[]> {
  const models = await Promise.all(modelNames.map((name) => ignoreNotFound(namedModel(name))));
  return models.filter((model) => model !== undefined);
}
