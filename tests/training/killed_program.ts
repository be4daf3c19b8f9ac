// Trains with a checkpoint after every batch and prints a hash of the weights: run, and killed, by
// checkpoint_test.ts, which also imports it.
import { fit, type FitOptions } from "@autoencoders";
import { sha256Hex } from "../../lib/files/mod.ts";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

export const images = crosses(60, 1);
export const options: FitOptions = { epochs: 60, batchSize: 16, seed: 9 };

/** Of the weights after training with the options. */
export async function weightsHash(extra: Partial<FitOptions> = {}): Promise<string> {
  const model = tiny({ dropout: 0.2 }, 2);
  await fit(model, images, { ...options, ...extra });
  const numbers = Float64Array.from(weightsOf(model).flat());
  model.dispose();
  return `hash ${sha256Hex(new Uint8Array(numbers.buffer))}`;
}

if (import.meta.main) {
  let started = false;
  const batch = () => {
    if (!started) console.log("training");
    started = true;
  };
  const checkpoint = { file: Deno.args[0], everySeconds: 0 };
  console.log(await weightsHash({ checkpoint, monitor: { batch } }));
}
