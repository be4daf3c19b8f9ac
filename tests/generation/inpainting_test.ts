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
} from "@autoencoders";
import { tiny, tinyVariational } from "../helpers/tiny_models.ts";
import { crosses } from "../helpers/training_data.ts";

const images = binarize(crosses(40, 3)), train = binarize(crosses(200, 1));

Deno.test("hiddenHalf() hides what its name says, all channels of a pixel, never the middle", () => {
  const shape = { height: 3, width: 2, channels: 2 };
  const rows = (side: "left" | "right" | "top" | "bottom") => [...hiddenHalf(side, shape)].join("");
  strictEqual(rows("left"), "110011001100");
  strictEqual(rows("right"), "001100110011");
  strictEqual(rows("top"), "111100000000");
  strictEqual(rows("bottom"), "000000001111");
});

Deno.test("shadeHidden() greys what is hidden; hiddenError() looks at nothing else", () => {
  const hidden = hiddenHalf("top", images), shaded = shadeHidden(images, hidden);
  shaded.pixels.forEach((value, i) =>
    strictEqual(value, hidden[i % 16] ? 128 : 255 * images.pixels[i])
  );
  const grey = hiddenError(images, shaded, hidden);
  ok(Math.abs(grey.mse - 0.25) < 0.002, "grey is half wrong");
  const inverted = images.with(images.pixels.map((value, i) => hidden[i % 16] ? 1 - value : value));
  deepStrictEqual(hiddenError(images, inverted, hidden), { mse: 1, pixelAccuracy: 0 });
  const below = images.with(images.pixels.map((value, i) => hidden[i % 16] ? value : 1 - value));
  deepStrictEqual(hiddenError(images, below, hidden), { mse: 0, pixelAccuracy: 1 });
  throws(
    () => hiddenError(images, images.slice(1), hidden),
    /^RangeError: 40 images were hidden, 39 filled in$/,
  );
});

Deno.test("inpaint() keeps what is in sight and never looks at what is hidden", () => {
  const model = tinyVariational(), hidden = hiddenHalf("bottom", images);
  const spoilt = images.with(images.pixels.map((value, i) => hidden[i % 16] ? 1 - value : value));
  for (const random of [undefined, () => new Random(4)]) {
    const [one, other] = [images, spoilt].map((set) =>
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

Deno.test("a trained variational autoencoder guesses the hidden part of an image", async () => {
  const model = tinyVariational({ widths: [32] });
  await fit(model, train, { epochs: 60, batchSize: 16, seed: 5, learningRate: 0.02 });
  // The last row follows from the others: white where the column is, all white where no row was.
  const hidden = Uint8Array.from({ length: 16 }, (_, i) => i >= 12 ? 1 : 0);
  const right = (filled: ImageSet) => hiddenError(images, filled, hidden).pixelAccuracy;
  const black = right(
    images.with(images.pixels.map((value, i) => hidden[i % 16] ? 0 : value)),
  );
  const chain = right(inpaint(model, images, hidden, { random: new Random(2) }));
  const errors = [1, 8].map((chains) => {
    const filled = inpaint(model, images, hidden, { random: new Random(2), chains });
    return hiddenError(images, filled, hidden).mse;
  });
  ok(errors[1] < errors[0], "several chains are wrong less surely than one");
  const means = right(inpaint(model, images, hidden));
  ok(chain > 0.8 && chain > black + 0.15, `${chain}, black ${black}`);
  ok(means > black, `${means}, black ${black}`);
  model.dispose();
});

Deno.test("inpaint() is the same for the same seed, for any coder and batch size, and leaks nothing", () => {
  const model = tinyVariational(), hidden = hiddenHalf("left", images);
  const before = tf.memory().numTensors;
  const fill = (seed: number) =>
    inpaint(model, images, hidden, { rounds: 5, random: new Random(seed) }).pixels;
  deepStrictEqual(fill(1), fill(1));
  ok(fill(1).some((value, i) => value !== fill(2)[i]));
  const pca = fitPca(train, 4);
  deepStrictEqual(
    inpaint(pca, images, hidden, { rounds: 3, batchSize: 7 }).pixels,
    inpaint(pca, images, hidden, { rounds: 3 }).pixels,
  );
  strictEqual(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("a mask that fits no image, no rounds, or chance without a posterior are refused", () => {
  const model = tiny(), hidden = hiddenHalf("left", images);
  throws(
    () => inpaint(model, images, hidden.slice(1)),
    /^RangeError: hidden must have 16 numbers, got 15$/,
  );
  for (const value of [0, 1]) {
    throws(
      () => inpaint(model, images, new Uint8Array(16).fill(value)),
      new RegExp(`^RangeError: hidden must hide some of 16 pixels, got ${16 * value}$`),
    );
  }
  throws(() => inpaint(model, images, hidden, { rounds: 0 }), /^RangeError: rounds .* got 0$/);
  throws(() => inpaint(model, images, hidden, { chains: 0.5 }), /^RangeError: chains .* got 0.5$/);
  throws(
    () => inpaint(model, images, hidden, { random: new Random(1) }),
    /^TypeError: random needs a variational autoencoder, got dense 16-8-3$/,
  );
  throws(
    () =>
      inpaint(model, imageSet(new Uint8Array(9), { height: 3, width: 3 }), [
        ...[1, 0, 0, 0, 0, 0, 0, 0, 0],
      ]),
    /^RangeError: images must be 4×4×1 for this network, got 3×3×1$/,
  );
  model.dispose();
});
