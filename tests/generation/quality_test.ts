import { ok, strictEqual } from "node:assert/strict";
import {
  binarize,
  fit,
  fitClassifier,
  imageSet,
  judgeImages,
  prior,
  Random,
  sampleImages,
  useBackend,
} from "@autoencoders";
import { predictionQuality } from "../../lib/generation/quality.ts";
import { bytesOf, tinyVariational } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

await useBackend();

Deno.test("the score is the number of classes for certain and balanced predictions", () => {
  const certain = predictionQuality(new Float32Array([1, 0, 0, 0, 1, 0, 0, 0, 1]), 3);
  ok(Math.abs(certain.score - 3) < 1e-9);
  strictEqual(certain.certainty, 1);
});

Deno.test("the score is 1 if all predictions are equal, certain or not", () => {
  ok(Math.abs(predictionQuality(new Float32Array([1, 0, 0, 1, 0, 0]), 3).score - 1) < 1e-9);
  ok(Math.abs(predictionQuality(new Float32Array(6).fill(1 / 3), 3).score - 1) < 1e-6);
});

Deno.test("score and certainty of two predictions equal those computed by hand", () => {
  // p(y) = (.65, .35): KL of (.9, .1) is .9·ln(.9/.65) + .1·ln(.1/.35), of (.4, .6) likewise.
  const kl = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  const { score, certainty } = predictionQuality(new Float32Array([0.9, 0.1, 0.4, 0.6]), 2);
  ok(Math.abs(score - Math.exp((kl(0.9, 0.65) + kl(0.4, 0.65)) / 2)) < 1e-6);
  ok(Math.abs(certainty - 0.75) < 1e-6);
});

Deno.test("a trained generator is rated between noise and held-out images", async () => {
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
  const generated = sampleImages(model, prior(3), 400, new Random(1));
  const noise = imageSet(bytesOf(400 * 16, 5), { height: 4, width: 4 });
  const [best, middle, worst] = [heldOut, generated, noise]
    .map((images) => judgeImages(classifier, images, real));
  strictEqual(best.n, 400);
  ok(best.frechet < middle.frechet, `${best.frechet} < ${middle.frechet}`);
  ok(middle.frechet < worst.frechet, `${middle.frechet} < ${worst.frechet}`);
  ok(judgeImages(classifier, real, real).frechet < 1e-3 * middle.frechet);
  model.dispose();
  classifier.dispose();
});
