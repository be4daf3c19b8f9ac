import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  binarize,
  compareEvaluations,
  decodeCodes,
  denseAutoencoder,
  encodeImages,
  evaluate,
  fitPca,
  Random,
  strokes,
} from "@autoencoders";

const images = binarize(strokes(60, new Random(1)));

Deno.test("an untrained network, PCA and their figures go through the same functions", () => {
  const before = tf.memory().numTensors;
  const network = denseAutoencoder({ widths: [32], latent: 8 }, 1);
  const pca = fitPca(images, 8);
  const [untrained, linear] = [network, pca].map((coder) => evaluate(coder, images));
  strictEqual(untrained.n, 60);
  ok(linear.mse < untrained.mse && linear.ssim > untrained.ssim);
  const rows = compareEvaluations([untrained, linear]).toRecords();
  deepStrictEqual(rows.map((row) => row.bytesPerCode), [32, 32]);
  network.dispose();
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("a network's codes, decoded, are the outputs that it is judged by", () => {
  const network = denseAutoencoder({ widths: [32], latent: 32, latentActivation: "relu" }, 2);
  const ones = binarize(strokes(20, new Random(2), { digits: [1] }));
  const codes = encodeImages(network, ones), { mse, units } = evaluate(network, ones);
  const { pixels } = decodeCodes(network, codes);
  const errors = pixels.reduce((sum, byte, i) => sum + (byte / 255 - ones.pixels[i]) ** 2, 0);
  ok(Math.abs(errors / pixels.length - mse) < 2e-3, "but for the rounding to bytes");
  const silent = Array.from({ length: 32 }, (_, unit) => unit)
    .filter((unit) => codes.values.every((value, i) => i % 32 !== unit || value === 0));
  ok(silent.length > 0, "an untrained ReLU code has units that never become active");
  deepStrictEqual(units.dead, silent);
  network.dispose();
});
