import { sha256Hex, type TensorValues } from "../../files/mod.ts";
import type { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import type { ImageTransform } from "../loop/batch_source.ts";
import { recipeOf, type ResolvedFitOptions } from "../options.ts";

/** Everything that must be the same for a run to resume to the bits of an uninterrupted one. */
export type Identity = Record<string, string>;

/** Of the run that would begin with the weights that `model` has now. */
export async function identityOf(
  model: Autoencoder,
  images: ImageSet,
  options: ResolvedFitOptions,
): Promise<Identity> {
  const { epochs, earlyStopping, validation, augment, corrupt } = options;
  const weights = await Promise.all(model.weights.map((weight) => weight.read().data<"float32">()));
  const values = Object.entries({
    network: { ...model.spec, name: undefined },
    initialization: fingerprint(weights),
    epochs,
    ...recipeOf(options),
    earlyStopping: earlyStopping && { ...earlyStopping, patience: `${earlyStopping.patience}` },
    images: describe(images),
    validation: validation && describe(validation),
    augment: augment !== undefined,
    corrupt: corrupt !== undefined,
    "augment function": sourceOf(augment),
    "corrupt function": sourceOf(corrupt),
  });
  return Object.fromEntries(values.map(([name, value]) => [name, JSON.stringify(value) ?? "none"]));
}

/** The first digits of a SHA-256, enough to distinguish two. */
export function fingerprint(arrays: readonly TensorValues[]): string {
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) =>
    new Uint8Array(buffer, byteOffset, byteLength)
  );
  return `sha256 ${sha256Hex(...bytes).slice(0, 16)}…`;
}

function describe({ pixels, count, maximum }: ImageSet): string {
  return `${count} of maximum ${maximum}, ${fingerprint([pixels])}`;
}

function sourceOf(transform: ImageTransform | undefined): string | undefined {
  return transform && fingerprint([new TextEncoder().encode(`${transform}`)]);
}
