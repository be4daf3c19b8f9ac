import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type Coder, evaluate, fitPca, type ImageSet, imageSet, Random } from "@autoencoders";

/** Its code is the image itself, its output what `paint` makes of that. */
function coder(paint: (codes: tf.Tensor2D) => tf.Tensor, height = 1, width = 2): Coder {
  return {
    name: "painter",
    latent: height * width,
    encode: (images) => images.reshape([images.shape[0], height * width]),
    decode: (codes) => tf.tidy(() => paint(codes).reshape([codes.shape[0], height, width, 1])),
  };
}

const halved = coder((codes) => codes.div(2));
const kept = coder((codes) => codes.clone());

const few = (...pixels: number[]) => imageSet(Uint8Array.from(pixels), { height: 1, width: 2 });

function noise(count: number, side: number): ImageSet {
  const random = new Random(3);
  const pixels = Uint8Array.from({ length: count * side * side }, () => random.integer(256));
  return imageSet(pixels, { height: side, width: side });
}

const near = (actual: number, expected: number) =>
  ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

Deno.test("evaluate() gives the figures worked out by hand", () => {
  // Outputs (0, ½), (½, ½), (0, 0) for inputs (0, 1), (1, 1), (0, 0): squared errors ⅛, ¼, 0.
  const figures = evaluate(halved, few(0, 255, 255, 255, 0, 0));
  near(figures.mse, 0.125);
  near(figures.bce, Math.LN2 / 2);
  near(figures.psnr, -5 * Math.log10(0.125 * 0.25));
  near(figures.pixelAccuracy, 0.5); // ½ is not above ½
  strictEqual(figures.exactImages, 1);
  strictEqual(figures.perImage.psnr[2], Infinity);
  deepStrictEqual([...figures.perImage.mse], [0.125, 0.25, 0]);
  ok(Number.isNaN(figures.ssim), "an image of 1 × 2 pixels has no 11 × 11 window");
});

Deno.test("PSNR is Infinity only where every image comes back exactly", () => {
  const { psnr, exactImages, mse } = evaluate(kept, few(0, 255, 9, 8));
  strictEqual(psnr, Infinity);
  strictEqual(exactImages, 2);
  strictEqual(mse, 0);
});

Deno.test("evaluate() measures every image, whatever the batch size, and leaves no tensor", () => {
  const images = noise(25, 12), pca = fitPca(images, 5);
  const before = tf.memory().numTensors;
  const whole = evaluate(pca, images), parts = evaluate(pca, images, { batchSize: 7 });
  strictEqual(tf.memory().numTensors, before);
  strictEqual(whole.n, 25);
  deepStrictEqual(parts.perImage.ssim.length, 25);
  for (const metric of ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const) {
    near(parts[metric], whole[metric]);
    whole.perImage[metric].forEach((value, i) => near(parts.perImage[metric][i], value));
    near(whole.perImage[metric].reduce((sum, value) => sum + value) / 25, whole[metric]);
  }
});

Deno.test("evaluate() leaves no tensor where the coder fails", () => {
  const before = tf.memory().numTensors;
  throws(() => evaluate(coder((codes) => codes.mul(2)), few(0, 255)), RangeError);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("evaluate() judges outputs by their targets where these are told", () => {
  const noisy = few(0, 128), clean = few(0, 255);
  near(evaluate(kept, noisy, { targets: clean }).mse, (127 / 255) ** 2 / 2);
});

Deno.test("evaluate() counts the units that never change as dead", () => {
  const images = few(0, 255, 0, 10, 0, 60);
  const { deadUnits, units } = evaluate(kept, images);
  strictEqual(deadUnits, 1);
  deepStrictEqual(units.dead, [0]);
});

Deno.test("evaluate() carries name, data, seed and labels", () => {
  const images = few(0, 255).with(new Uint8Array([0, 255]), new Uint8Array([4]));
  const figures = evaluate(kept, images, { name: "copy", data: "two pixels", seed: 5 });
  deepStrictEqual([figures.name, figures.data, figures.seed], ["copy", "two pixels", 5]);
  deepStrictEqual([...figures.labels!], [4]);
  strictEqual(evaluate(kept, images).name, "painter");
});

Deno.test("evaluate() refuses coders that break their word, with the value in the message", () => {
  const refuse = (one: Coder, message: RegExp) =>
    throws(() => evaluate(one, few(0, 255)), { name: "RangeError", message });
  refuse(coder((codes) => codes.add(0.5)), /painter must give pixels in 0–1, gave 1\.5/);
  refuse(coder((codes) => codes.mul(NaN)), /gave NaN/);
  refuse({ ...kept, latent: 3 }, /painter's codes must be \[1,3\], got \[1,2\]/);
  refuse(
    { ...kept, decode: (codes) => tf.zeros([codes.shape[0], 2, 1, 1]) },
    /painter's outputs must be \[1,1,2,1\], got \[1,2,1,1\]/,
  );
  throws(() => evaluate(kept, few(0, 255), { targets: few(0, 1, 2, 3) }), {
    name: "RangeError",
    message: /1 × 1×2×1 like the images, got 2 × 1×2×1/,
  });
});
