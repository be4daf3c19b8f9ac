// Trains until it is interrupted, then waits to be killed: run by interruption_test.ts.
import { fit } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const history = await fit(tiny(), crosses(256, 1), {
  epochs: 1_000_000,
  seed: 1,
  monitor: {
    batch: ({ epoch, batch }) => {
      if (epoch === 2 && batch === 1) console.log("training");
    },
  },
});
console.log(`ended ${history.ended}`);
await new Promise((resolve) => setTimeout(resolve, 50));
console.log("alive");
await new Promise((resolve) => setTimeout(resolve, 20_000));
