import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert/strict";
import { join } from "@std/path";
import { buildAutoencoder } from "@autoencoders";
import {
  readBounds,
  readResults,
  recipeOf,
  type ResultRow,
  resultsFolder,
  writeResults,
} from "@autoencoders/results";
import { sizeOf } from "../../../lib/results/pretrained.ts";
import { capture } from "../../../tasks/process.ts";
import { root } from "../../../tasks/project.ts";
import { readResultsArguments } from "../../../tasks/results/arguments.ts";
import { curveGroups, writeCurves } from "../../../tasks/results/curves.ts";
import { figureNames } from "../../../tasks/results/figures.ts";
import { formatted, readmeWith, resultsPage } from "../../../tasks/results/pages.ts";
import { summarize } from "../../../tasks/results/summary.ts";

function row(changes: Partial<ResultRow>): ResultRow {
  return {
    ...{ name: "ours-32", source: "ours", data: "mnist", split: "test", n: 10_000, seed: 1 },
    ...{ latent: 32, parameters: 1000, epochs: 30, trainImages: 60_000, seconds: 100, bce: 0.09 },
    ...{ mse: 0.0035, psnr: 25, ssim: 0.97, pixelAccuracy: 0.99, deadUnits: 0, bytesPerCode: 128 },
    ...{ dataHash: "0", machine: "this one", ...changes },
  };
}
const comments =
  "a\n<!-- results: written by `deno task results` -->\nold\n<!-- end of results -->\nb";

Deno.test("README.md and results/README.md say what results.json and bounds.json say", async () => {
  const rows = await readResults();
  const readme = await Deno.readTextFile(join(root, "README.md"));
  strictEqual(readme, await formatted(readmeWith(readme, rows)));
  const page = await formatted(
    resultsPage(rows, await figureNames(resultsFolder()), {
      ...{ bounds: await readBounds(), curves: curveGroups(rows) },
    }),
  );
  strictEqual(await Deno.readTextFile(join(root, "results", "README.md")), page);
});

Deno.test("the charts of learning curves are those of results.json", async () => {
  const folder = await Deno.makeTempDir(), groups = curveGroups(await readResults());
  await writeCurves(groups, folder);
  for (const { name } of groups) {
    const file = join("figures", `${name}.svg`);
    const made = await Deno.readTextFile(join(folder, file));
    strictEqual(await Deno.readTextFile(join(resultsFolder(), file)), made);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an untrained network of results.json is the trained one before its training", async () => {
  const rows = await readResults();
  const untrained = rows.filter(({ name }) => name.startsWith("untrained "));
  ok(untrained.length > 0);
  for (const { name, parameters } of untrained) {
    const recipe = recipeOf(name.slice("untrained ".length));
    const model = buildAutoencoder(recipe.network(), 1);
    strictEqual(parameters, model.countParams(), name);
    model.dispose();
  }
});

Deno.test("the kept weights are those of results.json, and 8 MB at most", async () => {
  const folder = join(resultsFolder(), "models");
  const kept = (await readResults()).flatMap(({ name, kept }) => kept ? [{ name, kept }] : []);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  deepStrictEqual(names.toSorted(), kept.map(({ name }) => name).toSorted());
  for (const { name, kept: { bytes } } of kept) {
    strictEqual(await sizeOf(join(folder, name)), bytes);
  }
  ok(await sizeOf(folder) <= 8e6, `${await sizeOf(folder)} bytes`);
});

Deno.test("seeds come together as mean and standard deviation, reduced runs stay apart", () => {
  const [full, reduced] = summarize([
    row({ mse: 0.001 }),
    row({ seed: 3, mse: 0.003 }),
    row({ seed: 2, reduced: "1 of 30 epochs" }),
    row({ seed: 2, mse: 0.002 }),
  ]);
  deepStrictEqual(full.seeds, [1, 2, 3]);
  strictEqual(full.figures.mse.mean.toFixed(12), "0.002000000000");
  strictEqual(full.figures.mse.deviation!.toFixed(12), "0.001000000000");
  deepStrictEqual([reduced.seeds, reduced.figures.mse.deviation], [[2], undefined]);
});

Deno.test("the pages tell a goal that is reached, and by how much another is missed", () => {
  const reached = readmeWith(comments, [row({ mse: 0.0035 })]);
  match(reached, /\| ours-32 \| mnist \| 32 \| 1 \| MSE 0\.00350 \|.* ≤ 0\.00360: reached \|/);
  match(resultsPage([row({ mse: 0.0045 })], []), /≤ 0\.00360 \| missed by 25\.0 % \|/);
  ok(!reached.includes("old") && reached.startsWith("a\n") && reached.endsWith("\nb"));
});

Deno.test("a reduced row is in results/README.md as such, and not in README.md", () => {
  const rows = [row({ reduced: "1 of 30 epochs" })];
  match(resultsPage(rows, []), /## Reduced runs[^]*\| ours-32 \| mnist \| 1 of 30 epochs \| 1 \|/);
  match(readmeWith(comments, rows), /No network is trained in full yet/);
});

Deno.test("learning curves share a chart where data and loss are the same, one seed a network", () => {
  const losses = [0.1, 0.05];
  const groups = curveGroups([
    row({ losses, seed: 2 }),
    row({ losses, seed: 1 }),
    row({ losses, name: "ours-64" }),
    row({ losses, name: "plain-32" }),
    row({ losses, name: "ours-16", reduced: "1 of 20 epochs" }),
    row({ name: "ours-49" }),
  ]);
  deepStrictEqual(
    groups.map(({ name, rows }) => [name, rows.map(({ name, seed }) => `${name} ${seed}`)]),
    [["curves-mnist-mse", ["ours-32 1", "ours-64 1"]], ["curves-mnist-bce", ["plain-32 1"]]],
  );
});

Deno.test("a README.md without its comments is refused", () =>
  throws(() => readmeWith("nothing", []), {
    name: "SyntaxError",
    message: /must hold the comments/,
  }));

Deno.test("the arguments of results are checked, with the value in the message", () => {
  const { rows, seeds, epochs } = readResultsArguments(
    ["--row", "plain-32", "--row=dense-32", "--seeds", "1,2", "--epochs", "3"],
  );
  deepStrictEqual({ rows, seeds, epochs }, {
    rows: ["dense-32", "plain-32"],
    seeds: [1, 2],
    epochs: 3,
  });
  const refuse = (args: string[], message: RegExp) =>
    throws(() => readResultsArguments(args), { name: "TaskError", message });
  refuse(["--row", "dense-99"], /--row must be of dense-32.*got dense-99/);
  refuse(["--seeds", "1,x"], /--seeds must be a whole number of at least 0, got x/);
  refuse(["--epochs", "0"], /--epochs must be a whole number of at least 1, got 0/);
  refuse(["--train-count=1.5"], /--train-count .* got 1\.5/);
  refuse(["--fast"], /--fast.*\nusage: deno task results /s);
});

Deno.test("bounds takes the arguments of results, but names its own rows and holds nothing out", () => {
  const { rows } = readResultsArguments(["--row", "vae-conv-stochastic"], "bounds");
  deepStrictEqual(rows, ["vae-conv-stochastic"]);
  const refuse = (args: string[], message: RegExp) =>
    throws(() => readResultsArguments(args, "bounds"), { name: "TaskError", message });
  refuse(["--row", "plain-32"], /--row must be of vae-dense-thresholded.*got plain-32/);
  refuse(["--hold-out", "5000"], /--hold-out.*\nusage: deno task bounds (?!.*--hold-out)/s);
});

Deno.test("results --pages writes the page of a folder, and refuses a broken results.json by name", async () => {
  const folder = await Deno.makeTempDir();
  const args = ["run", "-A", "--no-check", join(root, "tasks/results/results.ts"), "--pages"];
  const run = () => capture(Deno.execPath(), [...args, "--folder", folder]);
  await writeResults([row({ seed: 1 }), row({ seed: 2, mse: 0.0037 })], folder);
  strictEqual((await run())!.code, 0);
  match(await Deno.readTextFile(join(folder, "README.md")), /0\.00360 ± 0\.00014 \|.*reached/);
  await Deno.writeTextFile(join(folder, "results.json"), "{");
  const { code, stderr } = (await run())!;
  strictEqual(code, 1);
  match(stderr, /results\.json" was cut or altered/);
  await Deno.remove(folder, { recursive: true });
});
