import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { evaluate, fitPca, fitPcaAsync, imageSet, useBackend } from "@autoencoders";
import { close } from "../helpers/close.ts";
import { cpuTimer } from "../helpers/cpu_timer.ts";
import { bytesOf } from "../helpers/tiny_models.ts";

const someImages = (count: number, height: number, width: number, seed = 1) =>
  imageSet(bytesOf(count * height * width, seed), { height, width });

Deno.test("PCA with as many components as pixels reconstructs every image", () => {
  const images = someImages(30, 3, 4);
  const { mse, n } = evaluate(fitPca(images, 12), images);
  strictEqual(n, 30);
  ok(mse < 1e-10, `${mse}`);
});

Deno.test("the squared error before clipping is the variance that the components do not explain", () => {
  const images = someImages(50, 2, 3);
  const all = fitPca(images, 6), two = all.withComponents(2);
  const left = all.variances.reduce((sum, value) => sum + value) * (1 - two.explained);
  const error = tf.tidy(() => {
    const x = images.tensor(), z = two.encode(x);
    const pixels = tf.matMul(z, tf.tensor2d(two.components, [2, 6])).add(two.mean);
    return pixels.sub(x.reshape([50, 6])).square().sum().dataSync()[0] / 50;
  });
  close([error], [left], 1e-6);
});

Deno.test("more components never increase the error", () => {
  const images = someImages(40, 3, 3, 2), pca = fitPca(images, 9);
  let before = Infinity;
  for (let k = 1; k <= 9; k++) {
    const { mse, latent, name } = evaluate(pca.withComponents(k), images);
    strictEqual(latent, k);
    strictEqual(name, `PCA-${k}`);
    ok(mse <= before + 1e-9, `${k}: ${mse} > ${before}`);
    before = mse;
  }
});

Deno.test("the components are orthonormal", () => {
  const pca = fitPca(someImages(40, 3, 3, 2), 9);
  const dots = tf.tidy(() => {
    const v = tf.tensor2d(pca.components, [9, 9]);
    return tf.matMul(v, v, false, true).dataSync();
  });
  close(dots, tf.tidy(() => tf.eye(9).dataSync()), 1e-5);
});

Deno.test("PCA of identical images reconstructs them", () => {
  const images = imageSet(new Uint8Array([9, 8, 9, 8]), { height: 1, width: 2 });
  const pca = fitPca(images, 1);
  strictEqual(pca.explained, 1);
  ok(evaluate(pca, images).mse < 1e-12);
});

Deno.test("fitPca() refuses a number of components outside 1 to the number of pixels", () => {
  const images = someImages(3, 2, 2);
  for (const components of [0, 5, 1.5, NaN]) {
    throws(() => fitPca(images, components), {
      name: "RangeError",
      message: `components must be an integer in 1–4, got ${components}`,
    });
  }
});

Deno.test("PCA of a few large images is exact and takes no time that grows with pixels²", () => {
  const images = someImages(12, 96, 128), seconds = cpuTimer();
  const pca = fitPca(images, 11);
  ok(seconds() < 10, "a matrix of all pairs of pixels takes minutes");
  ok(Math.abs(pca.explained - 1) < 1e-9);
  ok(evaluate(pca, images).mse < 1e-10);
  strictEqual(pca.withComponents(20).components.length, 20 * 96 * 128);
});

/** Images that two patterns explain, except for rounding; by default 1,100. */
function manyImages([n, height, width] = [1100, 32, 48]) {
  const pixels = Uint8Array.from({ length: n * height * width }, (_, at) => {
    const i = Math.floor(at / (height * width)), p = at % (height * width);
    return 128 + 60 * Math.sin(p / 50) * Math.cos(i) + 40 * Math.cos(p / 31) * Math.sin(3 * i);
  });
  return imageSet(pixels, { height, width });
}

Deno.test("PCA of many large images computes the components asked for", () => {
  const images = manyImages(), seconds = cpuTimer();
  const pca = fitPca(images, 2);
  ok(seconds() < 10, "all 1,536 components take minutes");
  ok(pca.explained > 0.999 && pca.explained < 1, `${pca.explained}`);
  throws(() => pca.withComponents(3), /^RangeError: components must be at most 2, .* got 3/);
});

const large: [number, number, number] = [330, 80, 120]; // 330² · 9,600 > 10⁹

Deno.test("PCA of large images computes the components asked for, of which the first are those of all", async () => {
  await useBackend();
  const images = manyImages(large), pca = fitPca(images, 2), all = fitPca(images, 20);
  const size = 2 * images.imageSize;
  close(pca.components, all.components.subarray(0, size), 1e-6);
  close(pca.variances, all.variances.subarray(0, 2), 1e-9);
  close([pca.explained], [all.withComponents(2).explained], 1e-9);
  ok(pca.explained > 0.999 && pca.explained < 1, `${pca.explained}`);
  throws(() => pca.withComponents(3), /^RangeError: components must be at most 2, .* got 3/);
  ok(evaluate(pca, images).mse < 1e-4);
});

Deno.test("fitPcaAsync() gives the same fit, reports its passes and stops when asked to", async () => {
  const images = manyImages(), shares: number[] = [];
  const progress = (share: number) => void shares.push(share);
  const pca = await fitPcaAsync(images, 2, { progress });
  deepStrictEqual(pca.components, fitPca(images, 2).components);
  strictEqual(shares.at(-1), 1);
  shares.length = 0;
  await fitPcaAsync(manyImages([990, 80, 120]), 2, { progress });
  ok(
    shares.length > 1 && shares.every((share, i) => i === 0 || share >= shares[i - 1]),
    `${shares}`,
  );
  const stop = new AbortController();
  const stopped = fitPcaAsync(images, 2, { signal: stop.signal, progress: () => stop.abort() });
  await rejects(stopped, { name: "AbortError" });
  await rejects(fitPcaAsync(images, 0), /^RangeError: components must be .*, got 0$/);
});
