import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs";
import {
  type BoundRecipe,
  boundRecipeOf,
  boundRecipes,
  readBounds,
  trainBound,
  writeBounds,
} from "@autoencoders/results";
import { buildVariationalAutoencoder, variationalSpec } from "../../lib/models/mod.ts";
import { denseSpec } from "@autoencoders";
import { boundsPart } from "../../tasks/results/bounds_table.ts";
import { fewImages } from "../helpers/trial_data.ts";

const tiny: BoundRecipe = {
  name: "tiny",
  title: "144-12-4",
  images: "thresholded",
  network: () => variationalSpec(denseSpec({ widths: [12], latent: 4, height: 12, width: 12 })),
  training: { epochs: 2, batchSize: 16 },
};
/** Half of the white pixels grey, so that drawing them matters. */
const grey = ["train", "test"].map((part) => {
  const images = fewImages[part as "train" | "test"];
  return [part, images.with(images.pixels.map((pixel, i) => i % 2 ? pixel : pixel >> 1))];
});
const images = { ...fewImages, ...Object.fromEntries(grey) };

Deno.test("every recipe of bounds makes a network of MNIST's size that ends in a posterior", () => {
  for (const recipe of boundRecipes) {
    strictEqual(boundRecipeOf(recipe.name), recipe);
    const model = buildVariationalAutoencoder(recipe.network(), 1);
    deepStrictEqual([model.spec.height, model.spec.width, model.latent], [28, 28, 40]);
    model.dispose();
  }
});

Deno.test("a bound's row adds up, comes out the same again, and leaks nothing", async () => {
  const before = tf.memory().numTensors;
  const run = async (seed: number) => {
    const { model, row } = (await trainBound(tiny, seed, { images, samples: 20 }))!;
    model.dispose();
    return { ...row, seconds: 0 };
  };
  const row = await run(1);
  ok(Math.abs(row.nats - row.distortion - row.rate) < 1e-3);
  ok(row.importanceNats < row.nats, "the tighter bound");
  ok(Math.abs(row.bitsPerPixel - row.nats / Math.LN2 / 144) < 1e-5);
  deepStrictEqual([row.n, row.epochs, row.trainImages, row.reduced], [30, 2, 120, undefined]);
  deepStrictEqual(await run(1), row);
  ok((await run(2)).nats !== row.nats);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("images binarised by chance cost more nats than thresholded ones: chance cannot be foreseen", async () => {
  const nats = async (kind: BoundRecipe["images"]) => {
    const recipe = { ...tiny, images: kind, training: { epochs: 40, batchSize: 16 } };
    const { model, row } = (await trainBound(recipe, 1, { images, samples: 1 }))!;
    model.dispose();
    return row.nats;
  };
  ok(await nats("stochastic") > await nats("thresholded") + 3);
});

Deno.test("a reduced run says so, an interrupted one gives nothing", async () => {
  const { model, row } = (await trainBound(tiny, 1, {
    images,
    epochs: 1,
    trainCount: 60,
    samples: 2,
  }))!;
  model.dispose();
  strictEqual(row.reduced, "1 of 2 epochs, 60 of 120 images");
  strictEqual(await trainBound(tiny, 1, { images, signal: AbortSignal.abort() }), undefined);
  const [, , table] = boundsPart([{ ...row, name: "vae-dense-stochastic" }]);
  ok(table.includes("vae-dense-stochastic (1 of 2 epochs, 60 of 120 images)"));
  ok(table.includes("86.76 (784-200-200-50, 5,000 samples, Burda et al. 2016)"));
  deepStrictEqual(boundsPart([]), []);
});

Deno.test("bounds.json comes back as it was written, and another file in its place is refused", async () => {
  const folder = await Deno.makeTempDir();
  deepStrictEqual(await readBounds(folder), []);
  const { model, row } = (await trainBound(tiny, 1, { images, epochs: 1, samples: 1 }))!;
  model.dispose();
  await writeBounds([row], folder);
  deepStrictEqual(await readBounds(folder), [row]);
  await Deno.writeTextFile(join(folder, "bounds.json"), '{"format": "something else"}');
  await rejects(readBounds(folder), { name: "SyntaxError", message: /bounds\.json" must have/ });
  await Deno.remove(folder, { recursive: true });
});
