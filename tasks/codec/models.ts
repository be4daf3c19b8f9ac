import {
  type FileReader,
  type KindName,
  packLossyModel,
  shippedGreyModel,
  shippedModel,
  shippedModels,
} from "@autoencoders/codec";
import { resultsFolder } from "@autoencoders/results";
import { join } from "@std/path";
import { ignoreNotFound } from "../../lib/files/mod.ts";
import { orTaskError } from "../project.ts";

/** The networks of the results table that lossy files can be made with. */
export const lossyNames = ["ours-32", "ours-64"] as const;
export type LossyName = typeof lossyNames[number];

/** The model of grey images. */
const GREY = "mnist-grey";

/** The names that `--model` accepts in place of a file, by the kind of file that they are for. */
const namesOfKind: Partial<Record<KindName, readonly string[]>> = {
  learned: shippedModels,
  primed: [GREY],
  lossy: lossyNames,
};
export const modelNames: readonly string[] = Object.values(namesOfKind).flat();

/** The bytes of a model that comes with the project. */
export async function namedModel(name: string): Promise<Uint8Array> {
  const learned = shippedModels.find((each) => each === name);
  if (learned) return shippedModel(learned).bytes;
  if (name === GREY) return shippedGreyModel();
  const parts = ["models", "codec"].map((folder) =>
    orTaskError(Deno.readFile(join(resultsFolder(), folder, `${name}.safetensors`)))
  );
  const [network, model] = await Promise.all(parts);
  return packLossyModel(network, model);
}

/** The project's models that a file with this header may name; none if it has what it needs. */
export async function modelsFor(
  { kind, model, modelName }: FileReader["header"],
): Promise<Uint8Array[]> {
  if (modelName === undefined || model) return [];
  const names = namesOfKind[kind.name] ?? [];
  const models = await Promise.all(names.map((name) => ignoreNotFound(namedModel(name))));
  return models.filter((each) => each !== undefined);
}
