import { ok, strictEqual, throws } from "node:assert/strict";
import { buildAutoencoder } from "@autoencoders";
import { recipeOf, recipes, shortfall } from "@autoencoders/results";

Deno.test("the literature's networks have the parameters that their sources count", () => {
  const counts = {
    "dense-32": 1_141_296,
    "plain-32": 50_992,
    "emnist-1st": 1_037_601,
    "emnist-2nd": 1_037_601,
    "emnist-3rd": 1_037_601,
    "emnist-4th": 1_037_601,
    "strided-64": 62_905,
  };
  for (const [name, count] of Object.entries(counts)) {
    const model = buildAutoencoder(recipeOf(name).network(), 1);
    strictEqual(model.countParams(), count, name);
    model.dispose();
  }
});

Deno.test("every row 0–4 of the literature has a recipe, and no two recipes share a name", () => {
  const sources = new Set(recipes.map(({ source }) => source));
  for (const source of [0, 1, 2, 3, 4, "ours"] as const) ok(sources.has(source), `${source}`);
  strictEqual(new Set(recipes.map(({ name }) => name)).size, recipes.length);
});

Deno.test("every recipe makes a network of the code size that its name says", () => {
  for (const { name, network } of recipes) {
    const told = /-(\d+)$/.exec(name);
    if (told) strictEqual(network().latent, Number(told[1]), name);
  }
});

Deno.test("recipeOf() refuses a name that there is not, and says which there are", () =>
  throws(() => recipeOf("dense-33"), { name: "RangeError", message: /dense-32.*got dense-33/ }));

Deno.test("a goal is missed from its own side only", () => {
  strictEqual(shortfall({ metric: "mse", value: 0.01 }, 0.009), 0);
  strictEqual(shortfall({ metric: "mse", value: 0.5 }, 0.75), 0.5);
  strictEqual(shortfall({ metric: "pixelAccuracy", value: 0.5 }, 0.75), 0);
  strictEqual(shortfall({ metric: "pixelAccuracy", value: 0.5 }, 0.25), 0.5);
});
