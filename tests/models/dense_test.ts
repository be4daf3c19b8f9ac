import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { type Autoencoder, denseAutoencoder, imageSet, Random } from "@autoencoders";
import { bytesOf, tiny } from "../helpers/tiny_models.ts";

Deno.test("the deep dense network has the parameters of its source, the plain one those of its own", () => {
  // 784-512-256-128-32 and its mirror, numbers of row 0; 784-32-784, row 2: 784·32 + 32 + 32·784 + 784.
  for (const [widths, parameters] of [[[512, 256, 128], 1_141_296], [[], 50_992]] as const) {
    const model = denseAutoencoder({ widths: [...widths], latent: 32 }, 1);
    strictEqual(model.countParams(), parameters);
    strictEqual(model.layers().reduce((sum, row) => sum + row.parameters, 0), parameters);
    model.dispose();
  }
});

Deno.test("encode and decode have the shapes they promise, for any widths and image size", () =>
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

Deno.test("decode(encode(x)) is reconstruct(x), of a tensor and of an image set", () => {
  const model = tiny();
  const images = imageSet(bytesOf(5 * 16, 2), { height: 4, width: 4 });
  tf.tidy(() => {
    const twice = model.decode(model.encode(images)).dataSync();
    deepStrictEqual(model.reconstruct(images).dataSync(), twice);
    deepStrictEqual(model.reconstruct(images.tensor()).dataSync(), twice);
  });
  model.dispose();
});

Deno.test("more images than a batch holds come back in their order", () => {
  const model = tiny();
  const images = imageSet(bytesOf(601 * 16, 2), { height: 4, width: 4 });
  tf.tidy(() => {
    const all = model.encode(images).arraySync();
    strictEqual(all.length, 601);
    for (const i of [0, 249, 250, 600]) {
      const [one] = model.encode(images.select([i])).arraySync();
      one.forEach((value, j) => ok(Math.abs(value - all[i][j]) < 1e-6));
    }
    deepStrictEqual(model.encode(images.tensor()).arraySync(), all);
  });
  model.dispose();
});

const flat = (model: Autoencoder) => model.weights.map((weight) => [...weight.read().dataSync()]);

Deno.test("the same seed gives the same weights, another seed and another layer others", () => {
  const options = { widths: [6, 6], latent: 6, height: 2, width: 3 };
  for (const initializer of ["glorotUniform", "glorotNormal", "heUniform", "heNormal"] as const) {
    const [one, twin, other] = [5, 5, 6].map((seed) =>
      denseAutoencoder({ ...options, initializer }, seed)
    );
    deepStrictEqual(flat(one), flat(twin));
    notDeepStrictEqual(flat(one)[0], flat(other)[0]);
    notDeepStrictEqual(flat(one)[0], flat(one)[2]); // all kernels are 6 × 6
    notDeepStrictEqual(flat(one)[2], flat(one)[4]);
    [one, twin, other].forEach((model) => model.dispose());
  }
});

Deno.test("Glorot and He draw weights of the spread that their papers give", () => {
  // Var = 2 ÷ (in + out) for Glorot, 2 ÷ in for He; tfjs cuts its normals off at two deviations
  // without making up for it, which leaves .774 of their variance.
  const cases = { glorotUniform: 2 / 500, heUniform: 2 / 300, heNormal: 0.774 * 2 / 300 } as const;
  for (const [initializer, variance] of Object.entries(cases)) {
    const model = denseAutoencoder({
      widths: [],
      latent: 200,
      height: 15,
      width: 20,
      initializer: initializer as keyof typeof cases,
    }, 8);
    const [kernel, bias] = flat(model);
    const measured = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
    ok(Math.abs(measured / variance - 1) < 0.03, `${initializer}: ${measured}, not ${variance}`);
    ok(bias.every((value) => value === 0));
    model.dispose();
  }
});

Deno.test("dispose() frees every tensor, and encoding leaves none but its result", () => {
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

Deno.test("a dense autoencoder refuses what makes no network, with the value in the message", () => {
  const refused = (options: Record<string, unknown>, message: RegExp) =>
    throws(() => denseAutoencoder({ widths: [4], latent: 2, ...options } as never, 1), {
      name: "RangeError",
      message,
    });
  refused({ widths: [0] }, /units.*got 0/);
  refused({ widths: [2.5] }, /got 2\.5/);
  refused({ latent: NaN }, /latent.*got NaN/);
  refused({ latent: -3 }, /latent.*got -3/);
  refused({ height: 0 }, /height.*got 0/);
  refused({ activation: "reul" }, /activation.*relu.*got reul/);
  refused({ latentActivation: "none" }, /got none/);
  refused({ output: "softmax" }, /output.*sigmoid.*got softmax/);
  refused({ initializer: "zeros" }, /initializer.*got zeros/);
  refused({ dropout: 1 }, /rate.*got 1/);
  throws(() => denseAutoencoder({ widths: [], latent: 2 }, -1), /seed.*got -1/);
});

Deno.test("images and codes of another size are refused with what came and what was wanted", () => {
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

Deno.test("dropout draws its mask from its seed, keeps the mean, and is still outside training", () => {
  const model = denseAutoencoder(
    { widths: [64], latent: 2, height: 4, width: 4, dropout: 0.25 },
    1,
  );
  const layer = model.encoder.layers.find((layer) => layer.getClassName() === "Dropout")!;
  const run = (seed: number, training: boolean) =>
    tf.tidy(() => {
      Object.assign(layer, { seed });
      return [...(layer.call(tf.ones([100, 64]), { training }) as tf.Tensor).dataSync()];
    });
  deepStrictEqual(run(1, true), run(1, true));
  notDeepStrictEqual(run(1, true), run(new Random(1).bits(), true));
  ok(run(1, false).every((value) => value === 1));
  const values = run(9, true);
  ok(values.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6));
  ok(Math.abs(values.reduce((sum, value) => sum + value) / values.length - 1) < 0.03);
  model.dispose();
});

Deno.test("a model shows as its layers with their shapes and parameters", () => {
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
