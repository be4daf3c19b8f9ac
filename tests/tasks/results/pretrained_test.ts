import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { buildAutoencoder } from "@autoencoders";
import { readResults, recipeOf, recipes, resultsFolder } from "@autoencoders/results";

const rows = await readResults(), kept = rows.filter((row) => row.kept);
const sixDigits = (value: number) => Number(value.toPrecision(6));

Deno.test("each kept network is the one of its row: seed, data, training, figures", async () => {
  ok(kept.length > 0);
  for (const row of kept) {
    const file = join(resultsFolder(), "models", row.name, "spec.json");
    const { notes, precision } = JSON.parse(await Deno.readTextFile(file));
    const { seed, data, training, metrics } = notes;
    deepStrictEqual(
      {
        ...{ seed, precision, data: data.name, dataHash: data.hash, epochs: training.epochs },
        ...{ trainingSeed: training.seed, trainImages: training.images },
        ...{ bce: sixDigits(metrics.bce), mse: sixDigits(metrics.mse) },
      },
      {
        ...{ seed: row.seed, precision: row.kept!.precision, data: row.data },
        ...{ dataHash: row.dataHash, epochs: row.epochs, trainingSeed: row.seed },
        ...{ trainImages: row.trainImages, bce: row.bce, mse: row.mse },
      },
      row.name,
    );
  }
});

Deno.test("each kept network and its training are as its recipe says", async () => {
  for (const { name } of kept) {
    const recipe = recipeOf(name), { loss, batchSize, learningRate } = recipe.training;
    const file = join(resultsFolder(), "models", name, "spec.json");
    const { spec, notes, precision } = JSON.parse(await Deno.readTextFile(file));
    const model = buildAutoencoder({ ...recipe.network(), name }, 1);
    deepStrictEqual(spec, JSON.parse(JSON.stringify(model.spec)), name);
    model.dispose();
    const { training } = notes;
    deepStrictEqual(
      [training.loss, training.batchSize, training.learningRate, precision],
      [loss, batchSize, learningRate, recipe.shipped],
      name,
    );
  }
});

Deno.test("a row that is not marked as reduced was trained for as long as its recipe says", () => {
  const names = recipes.map(({ name }) => name);
  for (const row of rows.filter(({ name, reduced }) => names.includes(name) && !reduced)) {
    strictEqual(row.epochs, recipeOf(row.name).training.epochs, `${row.name}, seed ${row.seed}`);
    strictEqual(row.losses?.length ?? row.epochs, row.epochs);
  }
});
