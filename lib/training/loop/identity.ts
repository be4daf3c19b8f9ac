import { arithmetic } from "../../backend/mod.ts";
import { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import type { RunIdentity } from "../checkpoints/metadata.ts";
import { fingerprint } from "../checkpoints/tensors.ts";
import type { ImageTransform } from "../objective/batch_source.ts";
import type { Shards } from "../objective/shards.ts";
import { learningOptions, type ResolvedFitOptions } from "./options.ts";

/** The identity of the run that would begin with the weights that `model` has now. */
export async function identityOf(
  model: Autoencoder,
  images: ImageSet | Shards,
  options: ResolvedFitOptions,
): Promise<RunIdentity> {
  const { epochs, earlyStopping, validation, augment, corrupt } = options;
  const labelled = model.spec.classes !== undefined;
  const weights = await Promise.all(model.weights.map((weight) => weight.read().data<"float32">()));
  const values = Object.entries({
    arithmetic: arithmetic(),
    network: { ...model.spec, name: undefined },
    initialization: fingerprint(weights),
    epochs,
    ...learningOptions(options),
    earlyStopping: earlyStopping && { ...earlyStopping, patience: `${earlyStopping.patience}` },
    images: images instanceof ImageSet ? describe(images, labelled) : `${images.count} in shards`,
    validation: validation && describe(validation, labelled),
    augment: augment !== undefined,
    corrupt: corrupt !== undefined,
    "augment function": sourceOf(augment),
    "corrupt function": sourceOf(corrupt),
  });
  return Object.fromEntries(values.map(([name, value]) => [name, JSON.stringify(value) ?? "none"]));
}

/** Labels are training data if they are a condition. */
function describe({ pixels, labels, count, maximum }: ImageSet, labelled: boolean): string {
  const data = labelled && labels ? [pixels, labels] : [pixels];
  return `${count} of maximum ${maximum}, ${fingerprint(data)}`;
}

function sourceOf(transform: ImageTransform | undefined): string | undefined {
  return transform && fingerprint([new TextEncoder().encode(`${transform}`)]);
}
