import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { buildAutoencoder } from "@autoencoders";
import { boundRecipes, recipeOf, recipes, shortfall } from "@autoencoders/results";
import { buildVariationalAutoencoder } from "../../lib/models/mod.ts";

Deno.test("published networks have the number of parameters that their sources give", () => {
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

Deno.test("no two recipes have the same name", () => {
  const names = [...recipes, ...boundRecipes].map(({ name }) => name);
  strictEqual(new Set(names).size, names.length);
});

Deno.test("a recipe whose name ends in a number has a code of that size", () => {
  const numbered = recipes.filter(({ name }) => /-\d+$/.test(name));
  deepStrictEqual(
    numbered.map(({ name, network }) => [name, network().latent]),
    numbered.map(({ name }) => [name, Number(/\d+$/.exec(name))]),
  );
});

Deno.test("every recipe of bounds builds a variational network for MNIST with a code of 40", () => {
  for (const recipe of boundRecipes) {
    const model = buildVariationalAutoencoder(recipe.network(), 1);
    deepStrictEqual([model.spec.height, model.spec.width, model.latent], [28, 28, 40]);
    model.dispose();
  }
});

Deno.test("recipeOf() refuses an unknown name and lists the known ones", () =>
  throws(() => recipeOf("dense-33"), { name: "RangeError", message: /dense-32.*got dense-33/ }));

Deno.test("an error misses a goal from above, a similarity from below", () => {
  strictEqual(shortfall({ metric: "mse", value: 0.01 }, 0.009), 0);
  strictEqual(shortfall({ metric: "mse", value: 0.5 }, 0.75), 0.5);
  strictEqual(shortfall({ metric: "pixelAccuracy", value: 0.5 }, 0.75), 0);
  strictEqual(shortfall({ metric: "pixelAccuracy", value: 0.5 }, 0.25), 0.5);
});
