import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  binarize,
  fit,
  fitPca,
  hiddenError,
  hiddenHalf,
  type ImageSet,
  imageSet,
  inpaint,
  Random,
  shadeHidden,
  useBackend,
} from "@autoencoders";
import { repeated, tiny, tinyVariational } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

await useBackend();

const images = binarize(crosses(40, 3)), train = binarize(crosses(200, 1));

Deno.test("hiddenHalf() hides all channels of the pixels in that half, but not the middle row or column", () => {
  const shape = { height: 3, width: 2, channels: 2 };
  const rows = (side: "left" | "right" | "top" | "bottom") => [...hiddenHalf(side, shape)].join("");
  strictEqual(rows("left"), "110011001100");
  strictEqual(rows("right"), "001100110011");
  strictEqual(rows("top"), "111100000000");
  strictEqual(rows("bottom"), "000000001111");
});

/**
 * The images with the pixels at the hidden positions inverted, or else those at the visible ones.
 */
const inverted = (hidden: Uint8Array, where: 0 | 1) =>
  images.with(images.pixels.map((value, i) => hidden[i % 16] === where ? 1 - value : value));

Deno.test("shadeHidden() makes the hidden pixels grey", () => {
  const hidden = hiddenHalf("top", images), shaded = shadeHidden(images, hidden);
  shaded.pixels.forEach((value, i) =>
    strictEqual(value, hidden[i % 16] ? 128 : 255 * images.pixels[i])
  );
  ok(Math.abs(hiddenError(images, shaded, hidden).mse - 0.25) < 0.002);
});

Deno.test("hiddenError() compares only the hidden pixels", () => {
  const hidden = hiddenHalf("top", images);
  deepStrictEqual(hiddenError(images, inverted(hidden, 1), hidden), { mse: 1, pixelAccuracy: 0 });
  deepStrictEqual(hiddenError(images, inverted(hidden, 0), hidden), { mse: 0, pixelAccuracy: 1 });
});

Deno.test("hiddenError() refuses different numbers of images", () => {
  throws(() => hiddenError(images, images.slice(1), hiddenHalf("top", images)), {
    name: "RangeError",
    message: "filled must have 40 images like the original, got 39",
  });
});

Deno.test("inpaint() keeps the visible pixels and ignores the values of the hidden ones", () => {
  const model = tinyVariational(), hidden = hiddenHalf("bottom", images);
  for (const random of [undefined, () => new Random(4)]) {
    const [one, other] = [images, inverted(hidden, 1)].map((set) =>
      inpaint(model, set, hidden, { rounds: 4, random: random?.() })
    );
    deepStrictEqual(one.pixels, other.pixels);
    one.pixels.forEach((value, i) => {
      if (!hidden[i % 16]) strictEqual(value, 255 * images.pixels[i]);
    });
    strictEqual(one.maximum, 255);
  }
  model.dispose();
});

Deno.test("a trained variational autoencoder fills in the hidden pixels better than black", async () => {
  const model = tinyVariational({ widths: [32] });
  await fit(model, train, { epochs: 60, batchSize: 16, seed: 5, learningRate: 0.02 });
  // The last row follows from the others: white in the cross's column, all white if no row above
  // is.
  const hidden = Uint8Array.from({ length: 16 }, (_, i) => i >= 12 ? 1 : 0);
  const accuracy = (filled: ImageSet) => hiddenError(images, filled, hidden).pixelAccuracy;
  const black = accuracy(
    images.with(images.pixels.map((value, i) => hidden[i % 16] ? 0 : value)),
  );
  const chain = accuracy(inpaint(model, images, hidden, { random: new Random(2) }));
  const errors = [1, 8].map((chains) => {
    const filled = inpaint(model, images, hidden, { random: new Random(2), chains });
    return hiddenError(images, filled, hidden).mse;
  });
  ok(errors[1] < errors[0], "the mean of several chains has a smaller error than one");
  const means = accuracy(inpaint(model, images, hidden));
  ok(chain > 0.8 && chain > black + 0.15, `${chain}, black ${black}`);
  ok(means > black, `${means}, black ${black}`);
  model.dispose();
});

Deno.test("inpaint() is the same for the same seed and leaks no tensor", () => {
  const model = tinyVariational(), hidden = hiddenHalf("left", images);
  const before = tf.memory().numTensors;
  const fill = (seed: number) =>
    inpaint(model, images, hidden, { rounds: 5, random: new Random(seed) }).pixels;
  deepStrictEqual(fill(1), fill(1));
  ok(fill(1).some((value, i) => value !== fill(2)[i]));
  strictEqual(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("inpaint() works with any coder, in one batch or several", () => {
  const pca = fitPca(train, 4), hidden = hiddenHalf("left", images);
  deepStrictEqual(
    inpaint(pca, repeated(images), hidden, { rounds: 3 }).pixels,
    repeated(inpaint(pca, images, hidden, { rounds: 3 })).pixels,
  );
});

const model = tiny(), left = hiddenHalf("left", images);
const small = imageSet(new Uint8Array(9), { height: 3, width: 3 });
const refusals: [string, () => unknown, RegExp][] = [
  [
    "a mask of another size",
    () => inpaint(model, images, left.slice(1)),
    /^RangeError: hidden must have 16 numbers, got 15$/,
  ],
  [
    "a mask that hides nothing",
    () => inpaint(model, images, new Uint8Array(16)),
    /^RangeError: hidden must hide 1 to 15 pixels, got 0$/,
  ],
  [
    "a mask that hides everything",
    () => inpaint(model, images, new Uint8Array(16).fill(1)),
    /^RangeError: hidden must hide 1 to 15 pixels, got 16$/,
  ],
  [
    "no rounds",
    () => inpaint(model, images, left, { rounds: 0 }),
    /^RangeError: rounds must be an integer of at least 1, got 0$/,
  ],
  [
    "half a chain",
    () => inpaint(model, images, left, { chains: 0.5 }),
    /^RangeError: chains must be an integer of at least 1, got 0.5$/,
  ],
  [
    "random for a coder without a posterior",
    () => inpaint(model, images, left, { random: new Random(1) }),
    /^TypeError: random needs a variational autoencoder, got dense 16-8-3$/,
  ],
  [
    "images of another size than the network's",
    () => inpaint(model, small, [1, 0, 0, 0, 0, 0, 0, 0, 0]),
    /^RangeError: images must be 4×4×1 for this network, got 3×3×1$/,
  ],
];
for (const [what, run, message] of refusals) {
  Deno.test(`inpaint() refuses ${what}`, () => throws(run, message));
}

Deno.test("inpaint() refuses a coder whose outputs are NaN, instead of black pixels", () => {
  const model = tiny();
  const [bias] = model.decoder.weights.slice(-1);
  const broken = tf.fill(bias.shape as number[], NaN);
  bias.write(broken);
  const run = () => inpaint(model, images, hiddenHalf("top", images), { rounds: 2 });
  throws(run, { name: "RangeError", message: /^the outputs of .* became NaN$/ });
  tf.dispose(broken);
  model.dispose();
});
