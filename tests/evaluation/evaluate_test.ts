import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type Coder, denseAutoencoder, evaluate, fitPca, imageSet } from "@autoencoders";
import { bytesOf, repeated } from "../helpers/tiny_models.ts";

/** A coder whose code is the image and whose output is `paint(code)`. */
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

const noise = (count: number, side: number) =>
  imageSet(bytesOf(count * side * side, 3), { height: side, width: side });

const near = (actual: number, expected: number) =>
  ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

Deno.test("evaluate() returns the metrics computed by hand", () => {
  // Outputs (0, ½), (½, ½), (0, 0) for inputs (0, 1), (1, 1), (0, 0): squared errors ⅛, ¼, 0.
  const evaluation = evaluate(halved, few(0, 255, 255, 255, 0, 0));
  near(evaluation.mse, 0.125);
  near(evaluation.bce, Math.LN2 / 2);
  near(evaluation.psnr, -5 * Math.log10(0.125 * 0.25));
  near(evaluation.pixelAccuracy, 0.5); // ½ is not above ½
  strictEqual(evaluation.exactImages, 1);
  strictEqual(evaluation.perImage.psnr[2], Infinity);
  deepStrictEqual([...evaluation.perImage.mse], [0.125, 0.25, 0]);
  ok(Number.isNaN(evaluation.ssim), "a 1 × 2 image has no 7 × 7 window");
});

Deno.test("PSNR is Infinity if every image is reconstructed exactly", () => {
  const { psnr, exactImages, mse } = evaluate(kept, few(0, 255, 9, 8));
  strictEqual(psnr, Infinity);
  strictEqual(exactImages, 2);
  strictEqual(mse, 0);
});

Deno.test("evaluate() measures every image, in one batch or several, and leaks no tensor", () => {
  const images = noise(25, 12), pca = fitPca(images, 5);
  const before = tf.memory().numTensors;
  const few = evaluate(pca, images), many = evaluate(pca, repeated(images, 1010));
  strictEqual(tf.memory().numTensors, before);
  deepStrictEqual([few.n, many.n], [25, 1010]);
  for (const metric of ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const) {
    many.perImage[metric].forEach((value, i) => near(value, few.perImage[metric][i % 25]));
    near(few.perImage[metric].reduce((sum, value) => sum + value) / 25, few[metric]);
  }
});

Deno.test("evaluate() leaks no tensor when the coder fails", () => {
  const before = tf.memory().numTensors;
  throws(() => evaluate(coder((codes) => codes.mul(2)), few(0, 255)), RangeError);
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("evaluate() compares the outputs with the targets, if given, in one batch or several", () => {
  const noisy = few(0, 128), clean = few(0, 255);
  near(evaluate(kept, noisy, { targets: clean }).mse, (127 / 255) ** 2 / 2);
  const inputs = few(0, 0, 0, 255, 255, 255), targets = few(0, 255, 255, 255, 255, 255);
  const options = { targets: repeated(targets) };
  const { mse } = evaluate(kept, repeated(inputs), options).perImage;
  mse.forEach((value, i) => strictEqual(value, i % 3 < 2 ? 0.5 : 0));
});

Deno.test("evaluate() counts units that are the same for all images as dead", () => {
  const images = few(0, 255, 0, 10, 0, 60);
  const { deadUnits, units } = evaluate(kept, images);
  strictEqual(deadUnits, 1);
  deepStrictEqual(units.dead, [0]);
});

Deno.test("evaluate() passes on name, data, seed and labels", () => {
  const images = few(0, 255).with(new Uint8Array([0, 255]), new Uint8Array([4]));
  const evaluation = evaluate(kept, images, { name: "copy", data: "two pixels", seed: 5 });
  deepStrictEqual([evaluation.name, evaluation.data, evaluation.seed], ["copy", "two pixels", 5]);
  deepStrictEqual([...evaluation.labels!], [4]);
  strictEqual(evaluate(kept, images).name, "painter");
});

Deno.test("PCA has a smaller error than an untrained network with a code of the same length", () => {
  const images = noise(25, 12),
    network = denseAutoencoder(
      { widths: [32], latent: 8, height: 12, width: 12 },
      1,
    );
  const [untrained, linear] = [network, fitPca(images, 8)].map((coder) => evaluate(coder, images));
  ok(linear.mse < untrained.mse && linear.ssim > untrained.ssim);
  network.dispose();
});

const refusals: [string, () => unknown, RegExp][] = [
  [
    "outputs above 1",
    () => evaluate(coder((codes) => codes.add(0.5)), few(0, 255)),
    /painter's outputs must be in 0–1, got 1\.5/,
  ],
  [
    "outputs that are NaN",
    () => evaluate(coder((codes) => codes.mul(NaN)), few(0, 255)),
    /painter's outputs must be in 0–1, got NaN/,
  ],
  [
    "codes of another shape",
    () => evaluate({ ...kept, latent: 3 }, few(0, 255)),
    /painter's codes must be \[1,3\], got \[1,2\]/,
  ],
  [
    "outputs of another shape",
    () => evaluate({ ...kept, decode: ({ shape: [n] }) => tf.zeros([n, 2, 1, 1]) }, few(0, 255)),
    /painter's outputs must be \[1,1,2,1\], got \[1,2,1,1\]/,
  ],
  [
    "another number of targets",
    () => evaluate(kept, few(0, 255), { targets: few(0, 1, 2, 3) }),
    /targets must be 1 × 1×2×1 like the images, got 2 × 1×2×1/,
  ],
];
for (const [what, run, message] of refusals) {
  Deno.test(`evaluate() refuses ${what}, with the value in the message`, () => {
    throws(run, { name: "RangeError", message });
  });
}
