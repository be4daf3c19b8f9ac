import type { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import { sha256Hex } from "../../files/mod.ts";
import type { Change, ResolvedFitOptions } from "../options.ts";

/** Whatever must be the same for a run to go on as if it had never stopped, each by its name. */
export type Identity = Record<string, string>;

/** Of the run that would begin with the weights that `model` has now. */
export async function identityOf(
  model: Autoencoder,
  images: ImageSet,
  settings: ResolvedFitOptions,
): Promise<Identity> {
  const { epochs, seed, batchSize, loss, learningRate, optimizer, schedule, clip, frozen } =
    settings;
  const { earlyStopping, validation, augment, corrupt } = settings;
  const weights = await Promise.all(model.weights.map((weight) => weight.read().data<"float32">()));
  const told = Object.entries({
    network: { ...model.spec, name: undefined },
    initialization: fingerprint(weights),
    epochs,
    seed,
    batchSize,
    loss,
    learningRate,
    optimizer,
    schedule,
    clip,
    frozen,
    earlyStopping: earlyStopping && { ...earlyStopping, patience: `${earlyStopping.patience}` },
    images: described(images),
    validation: validation && described(validation),
    augment: augment !== undefined,
    corrupt: corrupt !== undefined,
    "augment function": source(augment),
    "corrupt function": source(corrupt),
  });
  return Object.fromEntries(told.map(([name, value]) => [name, JSON.stringify(value) ?? "none"]));
}

/** The first digits of a SHA-256, enough to tell two apart. */
export function fingerprint(arrays: readonly (Uint8Array | Float32Array | Int32Array)[]): string {
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) =>
    new Uint8Array(buffer, byteOffset, byteLength)
  );
  return `sha256 ${sha256Hex(...bytes).slice(0, 16)}…`;
}

function described({ pixels, count, maximum }: ImageSet): string {
  return `${count} of maximum ${maximum}, ${fingerprint([pixels])}`;
}

function source(change: Change | undefined): string | undefined {
  return change && fingerprint([new TextEncoder().encode(`${change}`)]);
}
