import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { codesFrom, fitGaussian, prior, Random, sampleImages } from "@autoencoders";
import { tinyVariational } from "../helpers/tiny_models.ts";

Deno.test("prior() has density (2π)^(−k/2) at 0; its samples have mean 0 and variance 1", () => {
  const normal = prior(3);
  const [atZero, atOne] = normal.logDensity(codesFrom([0, 0, 0, 1, 0, 0], 3));
  ok(Math.abs(atZero + 1.5 * Math.log(2 * Math.PI)) < 1e-9);
  ok(Math.abs(atZero - atOne - 0.5) < 1e-9);
  const { mean, covariance } = fitGaussian(normal.sample(20_000, new Random(1)));
  mean.forEach((value) => ok(Math.abs(value) < 0.05));
  covariance.forEach((value, i) => ok(Math.abs(value - (i % 4 ? 0 : 1)) < 0.05));
});

Deno.test("sampleImages() generates `count` images, the same for the same seed, and leaks no tensor", () => {
  const model = tinyVariational(), before = tf.memory().numTensors;
  const sample = (seed: number) => sampleImages(model, prior(3), 9, new Random(seed)).pixels;
  strictEqual(sample(1).length, 9 * 16);
  deepStrictEqual(sample(1), sample(1));
  ok(sample(1).some((value, i) => value !== sample(2)[i]));
  strictEqual(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("sampleImages() refuses a density of other dimensions, and a count of 0", () => {
  const model = tinyVariational();
  throws(() => sampleImages(model, prior(4), 1, new Random(1)), {
    name: "RangeError",
    message: /must have 3 numbers, got 4$/,
  });
  throws(() => sampleImages(model, prior(3), 0, new Random(1)), {
    name: "RangeError",
    message: "count must be an integer of at least 1, got 0",
  });
  model.dispose();
});

Deno.test("prior() refuses zero dimensions", () => {
  throws(() => prior(0), {
    name: "RangeError",
    message: "k must be an integer of at least 1, got 0",
  });
});
