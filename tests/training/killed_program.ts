// Trains with a checkpoint after every batch and prints a hash of the weights: run, and killed, by
// checkpoint_test.ts.
import { fit } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses, weightsOf } from "../helpers/training_data.ts";

const model = tiny({ dropout: 0.2 }, 2);
let told = false;
await fit(model, crosses(300, 1), {
  epochs: 16,
  batchSize: 16,
  seed: 4,
  checkpoint: { file: Deno.args[0], everySeconds: 0 },
  monitor: {
    batch: () => {
      if (!told) console.log("training");
      told = true;
    },
  },
});
const bytes = new Uint8Array(Float64Array.from(weightsOf(model).flat()).buffer);
const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
console.log(`hash ${[...hash].join("-")}`);
