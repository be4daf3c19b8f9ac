import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import {
  codeBytes,
  codesFrom,
  decodeCodes,
  encodeImages,
  fitPca,
  imageSet,
  packBits,
  Random,
  unitStatistics,
} from "@autoencoders";

const random = new Random(8);
const images = imageSet(Uint8Array.from({ length: 23 * 6 }, () => random.integer(256)), {
  height: 2,
  width: 3,
});
const pca = fitPca(images, 6);

Deno.test("codes that keep everything decode to the same bytes, whatever the batch size", () => {
  const before = tf.memory().numTensors;
  for (const batchSize of [1, 5, 23, 1000]) {
    const codes = encodeImages(pca, images, batchSize);
    deepStrictEqual([codes.count, codes.dimensions], [23, 6]);
    const back = decodeCodes(pca, codes, batchSize);
    deepStrictEqual(back.pixels, images.pixels);
    deepStrictEqual([back.height, back.width, back.channels, back.maximum], [2, 3, 1, 255]);
  }
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("codes refuse what does not fit, with the value in the message", () => {
  const refused = (make: () => unknown, message: RegExp) =>
    throws(make, { name: "RangeError", message });
  refused(() => decodeCodes(pca, codesFrom([1, 2], 2)), /PCA-6 decodes codes of 6 numbers, got 2/);
  refused(() => codeBytes(codesFrom([1, 2], 2), images), /23 images need 23 codes, got 1/);
});

Deno.test("a unit is dead where it gives one number for all images, a faint one is alive", () => {
  const faint = codesFrom([0, 5, -3, 1, 0, 5, -3.00002, 2], 4);
  deepStrictEqual(unitStatistics(faint).dead, [0, 1]);
  deepStrictEqual(unitStatistics(codesFrom([0.1, 0.1, 0.1], 1)).dead, [0]);
  deepStrictEqual(unitStatistics(codesFrom([0, 0.1], 2)).dead, [0]);
  const { mean, deviation } = unitStatistics(codesFrom([1, 2, 3, 6], 2));
  deepStrictEqual([[...mean], [...deviation]], [[2, 4], [1, 2]]);
});

Deno.test("packed bits hold each pixel at its place", () =>
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

Deno.test("a code of 32 numbers weighs more than the binary image that it codes", () => {
  const black = imageSet(new Uint8Array(10 * 784), { height: 28, width: 28, maximum: 1 });
  const bytes = codeBytes(codesFrom(new Float32Array(320), 32), black);
  deepStrictEqual([bytes.code, bytes.packed, bytes.image], [128, 98, 784]);
  strictEqual(bytes.codeGzip < 10 && bytes.packedGzip! < 10 && bytes.imageGzip < 10, true);
});

Deno.test("grey images have no packed size", () => {
  strictEqual(packBits(images), undefined);
  strictEqual("packed" in codeBytes(encodeImages(pca, images), images), false);
});
