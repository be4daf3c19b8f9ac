import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { denseAutoencoder, imageSet } from "@autoencoders";
import { close } from "../helpers/close.ts";
import { bytesOf, tiny } from "../helpers/tiny_models.ts";

Deno.test("encode() and decode() have the documented shapes, for any widths and image size", () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.record({
        height: fc.integer({ min: 1, max: 4 }),
        width: fc.integer({ min: 1, max: 4 }),
        channels: fc.integer({ min: 1, max: 3 }),
      }),
      fc.constantFrom("relu", "leakyRelu", "elu", "gelu", "swish", "tanh"),
      fc.constantFrom("sigmoid", "tanh", "linear"),
      (widths, latent, size, activation, output) => {
        const model = denseAutoencoder({ widths, latent, ...size, activation, output }, 3);
        const images = imageSet(bytesOf(2 * size.height * size.width * size.channels, 5), size);
        tf.tidy(() => {
          const codes = model.encode(images);
          deepStrictEqual(codes.shape, [2, latent]);
          const pixels = model.decode(codes);
          deepStrictEqual(pixels.shape, [2, size.height, size.width, size.channels]);
          ok(pixels.dataSync().every((value) => value >= 0 && value <= 1));
        });
        model.dispose();
      },
    ),
    { numRuns: 30 },
  ));

Deno.test("decode(encode(x)) is reconstruct(x), for a tensor and for an image set", () => {
  const model = tiny();
  const images = imageSet(bytesOf(5 * 16, 2), { height: 4, width: 4 });
  tf.tidy(() => {
    const twice = model.decode(model.encode(images)).dataSync();
    deepStrictEqual(model.reconstruct(images).dataSync(), twice);
    deepStrictEqual(model.reconstruct(images.tensor()).dataSync(), twice);
  });
  model.dispose();
});

Deno.test("more images than fit a batch come back in order", () => {
  const model = tiny();
  const images = imageSet(bytesOf(601 * 16, 2), { height: 4, width: 4 });
  tf.tidy(() => {
    const all = model.encode(images).arraySync();
    strictEqual(all.length, 601);
    for (const i of [0, 249, 250, 600]) {
      const [one] = model.encode(images.select([i])).arraySync();
      close(one, all[i], 1e-6);
    }
    deepStrictEqual(model.encode(images.tensor()).arraySync(), all);
  });
  model.dispose();
});

Deno.test("dispose() frees every tensor, and encoding creates no tensor but its result", () => {
  const before = tf.memory().numTensors;
  const model = denseAutoencoder({
    widths: [5],
    latent: 2,
    height: 4,
    width: 4,
    activation: "leakyRelu",
    batchNormalization: true,
    dropout: 0.5,
  }, 1);
  const images = imageSet(bytesOf(300 * 16, 2), { height: 4, width: 4 });
  const built = tf.memory().numTensors;
  const codes = model.encode(images), pixels = model.decode(codes);
  const again = model.reconstruct(images);
  strictEqual(tf.memory().numTensors, built + 3);
  [codes, pixels, again].forEach((tensor) => tensor.dispose());
  model.dispose();
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("a dense autoencoder rejects an option out of range, with the value in the message", () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ widths: [0] }, /units.*got 0/],
    [{ widths: [2.5] }, /got 2\.5/],
    [{ latent: NaN }, /latent.*got NaN/],
    [{ latent: -3 }, /latent.*got -3/],
    [{ height: 0 }, /height.*got 0/],
    [{ activation: "reul" }, /activation.*relu.*got reul/],
    [{ latentActivation: "none" }, /got none/],
    [{ output: "softmax" }, /output.*sigmoid.*got softmax/],
    [{ initializer: "zeros" }, /initializer.*got zeros/],
    [{ dropout: 1 }, /rate.*got 1/],
  ];
  for (const [options, message] of cases) {
    throws(() => tiny(options), { name: "RangeError", message });
  }
  throws(() => tiny({}, -1), { name: "RangeError", message: /seed.*got -1/ });
});

Deno.test("images and codes of another size are rejected with the expected and the given size", () => {
  const model = tiny();
  const wide = imageSet(bytesOf(20, 1), { height: 4, width: 5 });
  throws(() => model.encode(wide), { name: "RangeError", message: /4×4×1.*got 4×5×1/ });
  throws(() => model.reconstruct(wide), { name: "RangeError", message: /got 4×5×1/ });
  tf.tidy(() => {
    const image = wide.tensor();
    throws(() => model.encode(image), { name: "RangeError", message: /got 4×5×1/ });
    const codes = tf.zeros([3, 4]) as tf.Tensor2D;
    throws(() => model.decode(codes), { name: "RangeError", message: /\[n, 3\], got \[3, 4\]/ });
  });
  model.dispose();
});

Deno.test("a model is displayed as its layers with their shapes and parameters", () => {
  const model = tiny({ widths: [8] });
  const lines = Deno.inspect(model).split("\n").map((line) => line.trim().replace(/ +/g, " "));
  deepStrictEqual(lines, [
    'Autoencoder "dense 16-8-3": 4×4×1 → 3 → 4×4×1, 339 parameters',
    "encoder_1_flatten 16",
    "encoder_2_dense 8 136",
    "encoder_3_dense 3 27",
    "decoder_1_dense 8 32",
    "decoder_2_dense 16 144",
    "decoder_3_reshape 4×4×1",
    "decoder_output 4×4×1",
  ]);
  model.dispose();
});
