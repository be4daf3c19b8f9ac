import { ignoreNotFound, toPath } from "../../files/mod.ts";
import { requireOneOf } from "../../require.ts";
import { modelFile, readModelFile, requireFileName, writeModelFile } from "./model_file.ts";
import { type Precision, precisions } from "./precision.ts";
import { type Storable, storeModel } from "./stored_model.ts";

/** See `Autoencoder.save`. */
export async function saveAutoencoder(
  model: Storable,
  path: string | URL,
  precision: Precision,
): Promise<void> {
  requireOneOf("precision", precision, precisions);
  path = toPath(path);
  requireFileName(path);
  const file = modelFile(path);
  await requireModelOrNothing(file);
  await writeModelFile(file, storeModel(model, precision));
}

async function requireModelOrNothing(file: string): Promise<void> {
  try {
    await ignoreNotFound(readModelFile(file));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotADirectory) throw cause;
    throw new Deno.errors.AlreadyExists(
      `"${file}" is not overwritten, because it is not a saved model: ${(cause as Error).message}`,
      { cause },
    );
  }
}
