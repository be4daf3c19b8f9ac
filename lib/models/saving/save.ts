import { ignoreNotFound, toPath } from "../../files/mod.ts";
import { requireInteger, requireOneOf } from "../../require.ts";
import { modelFile, readModelFile, requireFileName, writeModelFile } from "./model_file.ts";
import { type Precision, precisions } from "./precision.ts";
import { checkSpec } from "../spec/check.ts";
import { weightShapes } from "../spec/plan.ts";
import { tensorName } from "../spec/spec.ts";
import { checkNotes, type Storable, storeModel } from "./stored_model.ts";

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
  requireReopenable(model);
  await requireModelOrNothing(file);
  await writeModelFile(file, storeModel(model, precision));
}

/**
 * @throws {RangeError} the spec or the notes were changed to what `loadAutoencoder` would refuse
 * @throws {TypeError} a part of them has the wrong type
 */
function requireReopenable({ name, spec, notes, weights }: Storable): void {
  try {
    checkSpec(spec);
    checkNotes(notes);
    // A file with another one opens, but its row of results is refused.
    if (notes.seed !== undefined) requireInteger("notes.seed", notes.seed, 0, 2 ** 32 - 1);
    const shapes = weightShapes(spec);
    for (const { originalName, shape } of weights) {
      const expected = shapes.get(tensorName(originalName));
      if (expected?.join() === shape.join()) continue;
      throw new RangeError(`its spec says [${expected}] for ${originalName}, which is [${shape}]`);
    }
  } catch (error) {
    (error as Error).message = `${name} is not saved, since it could not be opened: ${
      (error as Error).message
    }`;
    throw error;
  }
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
