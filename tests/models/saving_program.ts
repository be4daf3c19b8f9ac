// Saves two models to one file in turns until it is killed: run by save_test.ts.
import { tiny } from "../helpers/tiny_models.ts";

const models = [1, 2].map((seed) => tiny({}, seed));
for (let i = 0;; i++) {
  await models[i % 2].save(Deno.args[0]);
  if (i === 1) console.log("saving");
}
