import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { evaluate, fit, loadPretrained } from "@autoencoders";
import {
  pcaRows,
  reductionOf,
  savePretrained,
  trainRecipe,
  type TrainRecipeOptions,
  untrainedRow,
} from "@autoencoders/results";
import { weightsOf } from "../helpers/training_data.ts";
import { fewImages as images, tinyRecipe } from "../helpers/trial_data.ts";

Deno.test("a recipe trained in full gives a row with every figure of evaluate()", async () => {
  const { model, row, evaluation } = (await trainRecipe(tinyRecipe, 7, { images }))!;
  const again = evaluate(model, images.test);
  for (const metric of ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const) {
    strictEqual(evaluation[metric], again[metric]);
    strictEqual(row![metric], Number(again[metric].toPrecision(6)));
  }
  const { name, seed, epochs, latent, n, split, bytesPerCode, trainImages, reduced } = row!;
  deepStrictEqual(
    { name, seed, epochs, latent, n, split, bytesPerCode, trainImages, reduced },
    {
      ...{ name: "tiny", seed: 7, epochs: 3, latent: 4, n: 30, split: "test" },
      ...{ bytesPerCode: 16, trainImages: 120, reduced: undefined },
    },
  );
  strictEqual(row!.parameters, 144 * 12 + 12 + 12 * 4 + 4 + 4 * 12 + 12 + 12 * 144 + 144);
  model.dispose();
});

Deno.test("what is less than the recipe says stands in the row", async () => {
  const { row, model } = (await trainRecipe(tinyRecipe, 7, { images, epochs: 1, trainCount: 50 }))!;
  strictEqual(row!.reduced, "1 of 3 epochs, 50 of 120 images");
  model.dispose();
});

Deno.test("a run is full only with the recipe's own epochs, images and test set", () => {
  const reduced = (options: TrainRecipeOptions) => reductionOf(tinyRecipe, images, options);
  strictEqual(reduced({}), undefined);
  strictEqual(reduced({ epochs: 3, trainCount: 120 }), undefined);
  strictEqual(reduced({ epochs: 1200 }), "1,200 instead of 3 epochs");
  strictEqual(reduced({ epochs: 2 }), "2 of 3 epochs");
  strictEqual(reduced({ trainCount: 50, holdOut: 20 }), "50 of 120 images, 20 images held out");
});

Deno.test("a recipe's seed decides every weight", async () => {
  const weights = await Promise.all([7, 7, 8].map(async (seed) => {
    const { model } = (await trainRecipe(tinyRecipe, seed, { images }))!;
    return weightsOf(model);
  }));
  deepStrictEqual(weights[0], weights[1]);
  ok(weights[0].flat().some((value, i) => value !== weights[2].flat()[i]));
});

Deno.test("a held-out part is measured instead of the test set, and gives no row", async () => {
  const { row, evaluation, model } = (await trainRecipe(tinyRecipe, 7, { images, holdOut: 20 }))!;
  strictEqual(row, undefined);
  strictEqual(evaluation.n, 20);
  strictEqual(model.notes.training!.images, 100);
  model.dispose();
});

Deno.test("an interrupted recipe goes on from its checkpoint to the same weights", async () => {
  const folder = await Deno.makeTempDir();
  const checkpoint = { file: join(folder, "tiny.checkpoint") };
  const stop = new AbortController();
  const monitor = { epoch: () => stop.abort() };
  strictEqual(
    await trainRecipe(tinyRecipe, 3, { images, checkpoint, monitor, signal: stop.signal }),
    undefined,
  );
  const resumed = (await trainRecipe(tinyRecipe, 3, { images, checkpoint }))!;
  const whole = (await trainRecipe(tinyRecipe, 3, { images }))!;
  deepStrictEqual(weightsOf(resumed.model), weightsOf(whole.model));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a kept network opens again, and its rounding is measured", async () => {
  const folder = await Deno.makeTempDir();
  const { model, row } = (await trainRecipe(tinyRecipe, 7, { images }))!;
  const kept = await savePretrained(model, images.test, "int8", folder);
  const opened = await loadPretrained("tiny", folder);
  strictEqual(Number(evaluate(opened, images.test).mse.toPrecision(6)), kept.mse);
  ok(kept.mse !== row!.mse && Math.abs(kept.mse - row!.mse) < 0.01);
  ok(kept.bytes > row!.parameters && kept.bytes < 4 * row!.parameters + 20_000, `${kept.bytes}`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a network that is not kept is told apart, with what is true of it and those that are", async () => {
  const folder = await Deno.makeTempDir();
  const refused = (name: string, message: RegExp) =>
    rejects(loadPretrained(name, folder), { name: "NotFound", message });
  await refused("other", /"other" is kept: there is no recipe of that name\. Kept are: none$/);
  await Deno.mkdir(join(folder, "models", "plain-32"), { recursive: true });
  await Deno.mkdir(join(folder, "models", "ours-32"));
  await Deno.mkdir(join(folder, "models", ".ours-64.7.part"));
  await Deno.writeTextFile(join(folder, "models", "dense-32.safetensors"), "");
  await Deno.writeTextFile(join(folder, "models", "ours-64.safetensors.7.part"), "");
  await refused("", /"" is kept: there is no recipe.*\. Kept are: dense-32, ours-32, plain-32$/);
  await refused("ours-64", /`deno task results --row ours-64 --again` trains and keeps it\. Kept/);
  await refused("ours-16", /keeps no weights; `trainRecipe\(recipeOf\("ours-16"\), 1\)` trains it/);
  await refused("ours-32", /no file ".*spec\.json"; `deno task results --row ours-32 --again`/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("PCA and the untrained network are rows of their own", async () => {
  const [small, large] = await pcaRows(images, [2, 8]);
  ok(large.mse < small.mse);
  deepStrictEqual([small.name, small.source, small.parameters], ["PCA-2", "baseline", 3 * 144]);
  const row = await untrainedRow(tinyRecipe, images, 7);
  deepStrictEqual([row.name, row.epochs, row.seed], ["untrained tiny", 0, 7]);
  const { row: trained, model } = (await trainRecipe(tinyRecipe, 7, { images }))!;
  await fit(model, images.train, { epochs: 1, seed: 1 });
  ok(trained!.mse < row.mse);
  model.dispose();
});
