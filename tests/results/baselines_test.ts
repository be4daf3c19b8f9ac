import { deepStrictEqual, ok } from "node:assert/strict";
import { pcaRows, trainRecipe, untrainedRow } from "@autoencoders/results";
import { fewImages as images, tinyRecipe } from "../helpers/trial_data.ts";

Deno.test("PCA has a row for each number of components, and more of them lose less", async () => {
  const [small, large] = await pcaRows(images, [2, 8]);
  ok(large.mse < small.mse);
  deepStrictEqual([small.name, small.source, small.parameters], ["PCA-2", "baseline", 3 * 144]);
});

Deno.test("the untrained network is a separate row, worse than the trained one", async () => {
  const row = await untrainedRow(tinyRecipe, images, 7);
  deepStrictEqual([row.name, row.source, row.epochs, row.seed], [
    "untrained tiny",
    "baseline",
    0,
    7,
  ]);
  const { row: trained, model } = (await trainRecipe(tinyRecipe, 7, { images }))!;
  ok(trained!.mse < row.mse);
  model.dispose();
});
