import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import {
  binarize,
  codeBytes,
  codesFrom,
  decodeCodes,
  denseAutoencoder,
  encodeImages,
  evaluate,
  fitPca,
  imageSet,
  packBits,
  Random,
  reconstructImages,
  strokes,
  unitStatistics,
} from "@autoencoders";
import { bytesOf } from "../helpers/tiny_models.ts";

/** More images than a batch. */
const count = 2010, labels = bytesOf(count, 9);
const images = imageSet(bytesOf(count * 6, 8), { height: 2, width: 3, labels });
const pca = fitPca(images, 6);

Deno.test("lossless codes decode to the same bytes, and no tensor is leaked", () => {
  const before = tf.memory().numTensors;
  const codes = encodeImages(pca, images), decoded = decodeCodes(pca, codes);
  deepStrictEqual([codes.count, codes.dimensions], [count, 6]);
  deepStrictEqual(decoded.pixels, images.pixels);
  const { height, width, channels, maximum } = decoded;
  deepStrictEqual([height, width, channels, maximum], [2, 3, 1, 255]);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("decodeCodes() refuses a decoder whose outputs are NaN, instead of black images", () => {
  const model = denseAutoencoder({ widths: [], latent: 2, height: 2, width: 3 }, 1);
  const bias = model.weights.at(-1)!, broken = tf.fill(bias.shape as number[], NaN);
  bias.write(broken);
  throws(() => decodeCodes(model, codesFrom([1, 2], 2)), { name: "RangeError", message: /NaN/ });
  tf.dispose(broken);
  model.dispose();
});

Deno.test("reconstructImages() encodes and decodes, and keeps the labels", () => {
  const small = pca.withComponents(2), again = reconstructImages(small, images);
  deepStrictEqual(again.pixels, decodeCodes(small, encodeImages(small, images)).pixels);
  deepStrictEqual(again.labels, labels);
});

Deno.test("decoded codes of a network are the outputs that evaluate() measures", () => {
  const network = denseAutoencoder({ widths: [32], latent: 32, latentActivation: "relu" }, 2);
  const ones = binarize(strokes(20, new Random(2), { digits: [1] }));
  const codes = encodeImages(network, ones), { mse, units } = evaluate(network, ones);
  const { pixels } = decodeCodes(network, codes);
  const errors = pixels.reduce((sum, byte, i) => sum + (byte / 255 - ones.pixels[i]) ** 2, 0);
  ok(Math.abs(errors / pixels.length - mse) < 2e-3, "equal up to the rounding to bytes");
  const silent = Array.from({ length: 32 }, (_, unit) => unit)
    .filter((unit) => codes.values.every((value, i) => i % 32 !== unit || value === 0));
  ok(silent.length > 0, "an untrained ReLU code has units that are never active");
  deepStrictEqual(units.dead, silent);
  network.dispose();
});

Deno.test("decodeCodes() refuses codes of another length", () => {
  throws(() => decodeCodes(pca, codesFrom([1, 2], 2)), {
    name: "RangeError",
    message: "codes of PCA-6 must have 6 numbers, got 2",
  });
});

Deno.test("a unit is dead if it is the same for all images; a weak one is not", () => {
  const weak = codesFrom([0, 5, -3, 1, 0, 5, -3.00002, 2], 4);
  deepStrictEqual(unitStatistics(weak).dead, [0, 1]);
  deepStrictEqual(unitStatistics(codesFrom([0.1, 0.1, 0.1], 1)).dead, [0]);
});

Deno.test("a unit of a single image is dead if it is 0", () => {
  deepStrictEqual(unitStatistics(codesFrom([0, 0.1], 2)).dead, [0]);
});

Deno.test("unitStatistics() returns the mean and standard deviation of each unit", () => {
  const { mean, deviation } = unitStatistics(codesFrom([1, 2, 3, 6], 2));
  deepStrictEqual([[...mean], [...deviation]], [[2, 4], [1, 2]]);
});

Deno.test("packBits() stores each pixel as one bit, in order, and pads each image to whole bytes", () =>
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 4 }),
    fc.infiniteStream(fc.boolean()),
    (width, count, stream) => {
      const pixels = Uint8Array.from({ length: count * width }, () => Number(stream.next().value));
      const packed = packBits(imageSet(pixels, { height: 1, width, maximum: 1 }))!;
      const bytesEach = Math.ceil(width / 8);
      strictEqual(packed.length, count * bytesEach);
      const bits = Array.from(packed, (byte) => byte.toString(2).padStart(8, "0")).join("");
      for (let image = 0; image < count; image++) {
        const start = image * bytesEach * 8;
        const row = pixels.subarray(image * width, (image + 1) * width).join("");
        strictEqual(bits.slice(start, start + bytesEach * 8), row.padEnd(bytesEach * 8, "0"));
      }
    },
  )));

Deno.test("a code of 32 numbers is larger than the binary image that it encodes", () => {
  const black = imageSet(new Uint8Array(10 * 784), { height: 28, width: 28, maximum: 1 });
  const bytes = codeBytes(codesFrom(new Float32Array(320), 32), black);
  deepStrictEqual([bytes.code, bytes.packed, bytes.image], [128, 98, 784]);
  ok(bytes.codeGzip < 10 && bytes.packedGzip! < 10 && bytes.imageGzip < 10);
});

Deno.test("grey images have no packed size", () => {
  strictEqual(packBits(images), undefined);
  strictEqual("packed" in codeBytes(encodeImages(pca, images), images), false);
});

Deno.test("codeBytes() refuses different numbers of codes and images", () => {
  throws(() => codeBytes(codesFrom([1, 2], 2), images), {
    name: "RangeError",
    message: "2010 images need 2010 codes, got 1",
  });
});
