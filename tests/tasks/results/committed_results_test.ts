import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { buildAutoencoder, loadPretrained } from "@autoencoders";
import {
  peersFile,
  readRows,
  recipeOf,
  recipes,
  resultsFile,
  resultsFolder,
} from "@autoencoders/results";
import { sixDigits } from "../../../lib/results/metrics.ts";
import { pretrainedNames } from "../../../lib/results/pretrained.ts";
import { root } from "../../../tasks/project.ts";
import { curveGroups, writeCurves } from "../../../tasks/results/figures.ts";
import { readmeWith } from "../../../tasks/results/page.ts";
import { inTempFolder } from "../../helpers/temp_folder.ts";
import { assertPageAgrees } from "./synthetic_data.ts";

const rows = await readRows(resultsFile), peers = await readRows(peersFile);
const saved = rows.flatMap(({ pretrained, ...row }) => pretrained ? [{ row, pretrained }] : []);

Deno.test("README.md and results/README.md show results.json and bounds.json", async () => {
  const readme = await Deno.readTextFile(join(root, "README.md"));
  strictEqual(readme, readmeWith(readme, { rows, peers }));
  await assertPageAgrees(resultsFolder());
});

Deno.test("the charts of learning curves are those of results.json", () =>
  inTempFolder(async (folder) => {
    const groups = curveGroups(rows);
    await writeCurves(groups, folder);
    for (const { name } of groups) {
      const file = join("figures", `${name}.svg`);
      const written = await Deno.readTextFile(join(folder, file));
      strictEqual(await Deno.readTextFile(join(resultsFolder(), file)), written, name);
    }
  }));

Deno.test("every untrained network of results.json has the parameters of its recipe", () => {
  const untrained = rows.filter(({ name }) => name.startsWith("untrained "));
  const parameters = new Map(untrained.map(({ name, parameters }) => [name, parameters]));
  ok(parameters.size > 0);
  for (const [name, count] of parameters) {
    const recipe = recipeOf(name.slice("untrained ".length));
    const model = buildAutoencoder(recipe.network(), 1);
    strictEqual(count, model.countParams(), name);
    model.dispose();
  }
});

Deno.test("a row that is not marked as reduced was trained for as long as its recipe says", () => {
  const names = recipes.map(({ name }) => name);
  for (const row of rows.filter(({ name, reduced }) => names.includes(name) && !reduced)) {
    strictEqual(row.epochs, recipeOf(row.name).training.epochs, `${row.name}, seed ${row.seed}`);
    strictEqual(row.losses?.length ?? row.epochs, row.epochs);
  }
});

Deno.test("the trained weights are those of results.json, and 8 MB at most", async () => {
  deepStrictEqual(
    await pretrainedNames(resultsFolder()),
    saved.map(({ row }) => row.name).toSorted(),
  );
  let total = 0;
  for (const { row: { name }, pretrained: { bytes } } of saved) {
    const { size } = await Deno.stat(join(resultsFolder(), "models", `${name}.safetensors`));
    strictEqual(size, bytes, name);
    total += size;
  }
  ok(total <= 8e6, `${total} bytes`);
});

Deno.test("there are trained weights", () => ok(saved.length > 0));

for (const { row, pretrained } of saved) {
  Deno.test(`the trained weights of ${row.name} come from the run of its row and from its recipe`, async () => {
    const loaded = await loadPretrained(row.name);
    const { seed, data, training, metrics } = loaded.notes;
    deepStrictEqual(
      {
        seed,
        data: data!.name,
        dataHash: data!.hash,
        epochs: training!.epochs,
        trainingSeed: training!.seed,
        trainImages: training!.images,
        bce: sixDigits(metrics!.bce),
        mse: sixDigits(metrics!.mse),
      },
      {
        seed: row.seed,
        data: row.data,
        dataHash: row.dataHash,
        epochs: row.epochs,
        trainingSeed: row.seed,
        trainImages: row.trainImages,
        bce: row.bce,
        mse: row.mse,
      },
    );
    const recipe = recipeOf(row.name), { loss, batchSize, learningRate } = recipe.training;
    const built = buildAutoencoder({ ...recipe.network(), name: row.name }, 1);
    deepStrictEqual(loaded.spec, JSON.parse(JSON.stringify(built.spec)));
    deepStrictEqual(
      [training!.loss, training!.batchSize, training!.learningRate, pretrained.precision],
      [loss, batchSize, learningRate, recipe.pretrained],
    );
    loaded.dispose();
    built.dispose();
  });
}
