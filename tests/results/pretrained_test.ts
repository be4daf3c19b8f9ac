import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import { buildAutoencoder, evaluate, loadPretrained } from "@autoencoders";
import { savePretrained } from "@autoencoders/results";
import { pretrainedNames } from "../../lib/results/pretrained.ts";
import { inTempFolder, temporaryFolder } from "../helpers/temp_folder.ts";
import { fewImages as images, tinyRecipe } from "../helpers/trial_data.ts";

Deno.test("saved weights load again, and their size and rounded errors are those reported", async () => {
  await using folder = await temporaryFolder();
  const model = buildAutoencoder({ ...tinyRecipe.network(), name: "tiny" }, 7);
  const saved = await savePretrained(model, images.test, "int8", folder.path);
  const loaded = await loadPretrained("tiny", folder.path);
  const { mse } = evaluate(loaded, images.test), exact = evaluate(model, images.test).mse;
  strictEqual(saved.mse, Number(mse.toPrecision(6)));
  ok(mse !== exact && Math.abs(mse - exact) < 0.01);
  const parameters = model.countParams();
  ok(saved.bytes > parameters && saved.bytes < 4 * parameters + 20_000, `${saved.bytes}`);
  model.dispose();
  loaded.dispose();
});

Deno.test("a model is listed once, as a file or as a folder, and unfinished ones are not listed", async () => {
  await using folder = await temporaryFolder();
  const models = join(folder.path, "models");
  for (const name of ["b", ".a.7.part", "@eaDir"]) {
    await Deno.mkdir(join(models, name), { recursive: true });
  }
  for (
    const name of ["b.safetensors", "a.safetensors", "._a.safetensors", "c.safetensors.7.part"]
  ) {
    await Deno.writeTextFile(join(models, name), "");
  }
  deepStrictEqual(await pretrainedNames(folder.path), ["a", "b"]);
});

const available = ["plain-32", "ours-32"];
const refused: [string, string[], RegExp][] = [
  ["an unknown name", ["other"], /"other": there is no recipe with this name\. Available: none$/],
  ["an empty name", ["", ...available], /"": there is no recipe .*: ours-32, plain-32$/],
  [
    "a recipe that saves weights",
    ["ours-64", ...available],
    /`deno task results --row ours-64 --again` trains it and saves them\. Available: ours-32/,
  ],
  [
    "a recipe that saves none",
    ["ours-16", ...available],
    /does not save weights; `trainRecipe\(recipeOf\("ours-16"\), 1\)` trains it/,
  ],
  [
    "an incomplete model",
    ["ours-32", ...available],
    /ours-32.*; `deno task results --row ours-32 --again` trains it/,
  ],
];
for (const [what, [name, ...folders], message] of refused) {
  Deno.test(`loadPretrained() of ${what} says what is available and how to train it`, () =>
    inTempFolder(async (folder) => {
      for (const each of [...folders, ".ours-64.7.part"]) {
        await Deno.mkdir(join(folder, "models", each), { recursive: true });
      }
      await rejects(loadPretrained(name, folder), { name: "NotFound", message });
    }));
}
