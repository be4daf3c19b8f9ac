/**
 * `deno task codec:bits-back [--name NAME]`: trains a network of the table of bounds on thresholded images,
 * for the bits-back codec, and writes it with int8 weights to results/codec/NAME.safetensors.
 *
 * @module
 */
import { binarize, fit, loadDataset, progressBar, useBackend } from "@autoencoders";
import { boundRecipes, resultsFolder } from "@autoencoders/results";
import { join } from "@std/path";
import { buildVariationalAutoencoder } from "../../lib/models/mod.ts";
import { readArguments, withUsage } from "../options.ts";
import { orTaskError, runTask } from "../project.ts";

const thresholded = boundRecipes.filter(({ images }) => images === "thresholded");
const names = thresholded.map(({ name }) => name);
const usage = `usage: deno task codec:bits-back [--name ${names.join("|")}]`;

/** Trains as the arguments say, and writes the network. */
export async function trainBitsBack(args: string[]): Promise<void> {
  const name = withUsage(usage, () => readOptions(args));
  const recipe = thresholded.find((each) => each.name === name)!;
  await orTaskError(useBackend());
  const { train } = await orTaskError(loadDataset(recipe.data.name, { substitute: false }));
  const model = buildVariationalAutoencoder({ ...recipe.network(), name }, 1);
  await fit(model, binarize(train), { ...recipe.training, seed: 1, monitor: progressBar() });
  const path = join(resultsFolder(), "codec", `${name}.safetensors`);
  await orTaskError(model.save(path, { precision: "int8" }));
  console.log(`${path}: ${(await Deno.stat(path)).size} bytes`);
}

/** The network's name. */
export function readOptions(args: string[]): string {
  const config = { args, options: { name: { type: "string", default: names.at(-1)! } } } as const;
  return readArguments(config, ({ values: { name } }) => {
    if (!names.includes(name)) {
      throw new RangeError(`--name must be one of ${names}, got "${name}"`);
    }
    return name;
  });
}

if (import.meta.main) await runTask(() => trainBitsBack(Deno.args));
