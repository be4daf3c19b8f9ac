import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  binarize,
  codesFrom,
  fit,
  fitClassifier,
  fitGaussian,
  imageSet,
  judgeImages,
  nearestImages,
  prior,
  Random,
  sampleImages,
} from "@autoencoders";
import { verdict } from "../../lib/generation/quality.ts";
import { bytesOf, tinyVariational } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

Deno.test("prior() is N(0, 1): its density at 0 is (2π)^−k/2, its draws have mean 0 and variance 1", () => {
  const normal = prior(3);
  const [atZero, atOne] = normal.logDensity(codesFrom([0, 0, 0, 1, 0, 0], 3));
  ok(Math.abs(atZero + 1.5 * Math.log(2 * Math.PI)) < 1e-9);
  ok(Math.abs(atZero - atOne - 0.5) < 1e-9);
  const { mean, covariance } = fitGaussian(normal.sample(20_000, new Random(1)));
  mean.forEach((value) => ok(Math.abs(value) < 0.05));
  covariance.forEach((value, i) => ok(Math.abs(value - (i % 4 ? 0 : 1)) < 0.05));
});

Deno.test("sampleImages() draws as many as asked, the same for the same seed, and leaks nothing", () => {
  const model = tinyVariational(), before = tf.memory().numTensors;
  const draw = (seed: number) => sampleImages(model, prior(3), 9, new Random(seed)).pixels;
  strictEqual(draw(1).length, 9 * 16);
  deepStrictEqual(draw(1), draw(1));
  ok(draw(1).some((value, i) => value !== draw(2)[i]));
  strictEqual(tf.memory().numTensors, before);
  throws(
    () => sampleImages(model, prior(4), 1, new Random(1)),
    /^RangeError: .* 3 numbers, got 4$/,
  );
  throws(() => sampleImages(model, prior(3), 0, new Random(1)), /^RangeError: count .* got 0$/);
  throws(() => prior(0), /^RangeError: k must be a positive integer, got 0$/);
  model.dispose();
});

Deno.test("nearestImages() finds what a slow search finds, across its chunks", () => {
  const size = { height: 2, width: 2 };
  const known = imageSet(bytesOf(10_050 * 4, 1), { ...size, labels: bytesOf(10_050, 3) });
  const asked = imageSet(bytesOf(12 * 4, 2), size);
  const { images, indices, distances } = nearestImages(asked, known);
  for (let i = 0; i < asked.count; i++) {
    let best = Infinity, at = -1;
    for (let j = 0; j < known.count; j++) {
      const square = asked.image(i).reduce(
        (sum, value, p) => sum + ((value - known.image(j)[p]) / 255) ** 2,
        0,
      );
      if (square < best) [best, at] = [square, j];
    }
    ok(Math.abs(distances[i] - Math.sqrt(best)) < 1e-5);
    strictEqual(indices[i], at);
    deepStrictEqual([...images.image(i)], [...known.image(at)]);
  }
  const copies = nearestImages(known.slice(10_040), known);
  deepStrictEqual([...copies.indices], Array.from({ length: 10 }, (_, i) => 10_040 + i));
  ok(copies.distances.every((distance) => distance === 0));
  throws(
    () => nearestImages(imageSet(new Uint8Array(2), { height: 1, width: 2 }), known),
    /^RangeError: images must be 2×2×1 like those known, got 1×2×1$/,
  );
});

Deno.test("the score is the number of classes for sure and even verdicts, 1 for uniform or one-sided ones", () => {
  const sure = verdict(new Float32Array([1, 0, 0, 0, 1, 0, 0, 0, 1]), 3);
  ok(Math.abs(sure.score - 3) < 1e-9);
  strictEqual(sure.certainty, 1);
  sure.classShares.forEach((share) => ok(Math.abs(share - 1 / 3) < 1e-9));
  ok(Math.abs(verdict(new Float32Array([1, 0, 0, 1, 0, 0]), 3).score - 1) < 1e-9);
  ok(Math.abs(verdict(new Float32Array(6).fill(1 / 3), 3).score - 1) < 1e-6);
  // p(y) = (.65, .35): KL of (.9, .1) is .9·ln(.9/.65) + .1·ln(.1/.35), of (.4, .6) likewise.
  const kl = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  const { score, certainty } = verdict(new Float32Array([0.9, 0.1, 0.4, 0.6]), 2);
  ok(Math.abs(score - Math.exp((kl(0.9, 0.65) + kl(0.4, 0.65)) / 2)) < 1e-6);
  ok(Math.abs(certainty - 0.75) < 1e-6);
});

Deno.test("a trained generator is judged between noise and held-out images", async () => {
  const labelled = (count: number, seed: number) => {
    const images = binarize(crosses(count, seed));
    // The class of a cross: whether its row is one of the upper two.
    const labels = Uint8Array.from({ length: count }, (_, i) => {
      const image = images.image(i);
      const row = [0, 1, 2, 3].findIndex((y) => image.subarray(4 * y, 4 * y + 4).every(Boolean));
      return row < 2 ? 0 : 1;
    });
    return images.with(images.pixels, labels);
  };
  const train = labelled(300, 1), real = labelled(400, 2), heldOut = labelled(400, 3);
  const judge = { seed: 1, epochs: 30, widths: [16, 8], batchSize: 32, learningRate: 0.01 };
  const classifier = await fitClassifier(train, judge);
  const model = tinyVariational({ widths: [32] });
  await fit(model, train, { epochs: 60, batchSize: 16, seed: 5, learningRate: 0.02 });
  const noise = imageSet(bytesOf(400 * 16, 5), { height: 4, width: 4 });
  const [best, drawn, worst] = [
    heldOut,
    sampleImages(model, prior(3), 400, new Random(1)),
    noise,
  ].map((images) => judgeImages(classifier, images, real));
  ok(
    best.frechet < drawn.frechet && drawn.frechet < worst.frechet,
    [
      ...[best, drawn, worst].map(({ frechet }) => frechet),
    ].join(" < "),
  );
  strictEqual(best.n, 400);
  ok(judgeImages(classifier, real, real).frechet < 1e-3 * drawn.frechet);
  model.dispose();
  classifier.dispose();
});
