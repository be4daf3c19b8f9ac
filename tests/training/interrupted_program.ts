// Trains in a loop over seeds, each run until it is interrupted, and says so; run by
// interruption_test.ts. With "stop" the loop ends at the first
// interruption; with "twice" two runs train at once.
import { fit } from "@autoencoders";
import { tiny } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const images = crosses(256, 1);
for (const seed of [1, 2, 3]) {
  const long = { epochs: 1_000_000, seed };
  const other = Deno.args.includes("twice") ? fit(tiny(), images, long) : undefined;
  const history = await fit(tiny(), images, {
    ...long,
    monitor: {
      batch: ({ epoch, batch }) => {
        if (epoch === 2 && batch === 1) console.log(`training ${seed}`);
      },
    },
  });
  await other;
  console.log(`ended ${history.ended}`);
  if (history.ended === "interrupted" && Deno.args.includes("stop")) break;
}
console.log("alive");
if (Deno.args.includes("wait")) await new Promise((resolve) => setTimeout(resolve, 20_000));
