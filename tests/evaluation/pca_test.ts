import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import * as tf from "@tensorflow/tfjs";
import { evaluate, fitPca, imageSet, Random } from "@autoencoders";
import { principalAxes } from "../../lib/statistics/principal_axes.ts";
import { looped, multiplied } from "../../lib/statistics/covariance.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";

const someImages = (count: number, height: number, width: number, seed = 1) => {
  const random = new Random(seed);
  const pixels = Uint8Array.from({ length: count * height * width }, () => random.integer(256));
  return imageSet(pixels, { height, width });
};

Deno.test("principal axes and variances equal scikit-learn's, but for the sign of an axis", () => {
  const d = fixture.dimensions;
  const { mean, axes, variances } = principalAxes(Float32Array.from(fixture.points), d);
  close(mean, fixture.pca.mean, 1e-6);
  close(variances, fixture.pca.variances, 1e-5);
  for (let row = 0; row < d; row++) {
    const ours = axes.slice(row * d, (row + 1) * d);
    const theirs = fixture.pca.axes.slice(row * d, (row + 1) * d);
    const sign = Math.sign(theirs.reduce((sum, value, i) => sum + value * ours[i], 0));
    close(ours, theirs.map((value) => sign * value), 1e-5);
    ok(Math.max(...ours) >= -Math.min(...ours), `axis ${row} points the wrong way: ${ours}`);
  }
});

Deno.test("both ways to a covariance agree", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2100 }), fc.integer({ min: 1, max: 6 }), (n, d) => {
      const random = new Random(n);
      const values = Float32Array.from({ length: n * d }, () => random.integer(4));
      const mean = new Float64Array(d);
      values.forEach((value, i) => mean[i % d] += value / n);
      close(multiplied(values, mean), looped(values, mean), 1e-5);
    }),
    { numRuns: 20 },
  ));

Deno.test("as many components as pixels give every image back", () => {
  const images = someImages(30, 3, 4);
  const { mse, n } = evaluate(fitPca(images, 12), images);
  strictEqual(n, 30);
  ok(mse < 1e-10, `${mse}`);
});

Deno.test("the squared error of uncut outputs is the variance that PCA leaves out", () => {
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

Deno.test("more components never raise the error, and the components are orthonormal", () => {
  const images = someImages(40, 3, 3, 2), pca = fitPca(images, 9);
  let before = Infinity;
  for (let k = 1; k <= 9; k++) {
    const { mse, latent, name } = evaluate(pca.withComponents(k), images);
    strictEqual(latent, k);
    strictEqual(name, `PCA-${k}`);
    ok(mse <= before + 1e-9, `${k}: ${mse} > ${before}`);
    before = mse;
  }
  const dots = tf.tidy(() => {
    const v = tf.tensor2d(pca.components, [9, 9]);
    return tf.matMul(v, v, false, true).dataSync();
  });
  close(dots, tf.tidy(() => tf.eye(9).dataSync()), 1e-5);
});

Deno.test("PCA of images that are all alike gives them back", () => {
  const images = imageSet(new Uint8Array([9, 8, 9, 8]), { height: 1, width: 2 });
  const pca = fitPca(images, 1);
  strictEqual(pca.explained, 1);
  ok(evaluate(pca, images).mse < 1e-12);
});

Deno.test("fitPca() refuses a number of components that the pixels cannot give", () => {
  const images = someImages(3, 2, 2);
  for (const components of [0, 5, 1.5, NaN]) {
    throws(() => fitPca(images, components), {
      name: "RangeError",
      message: `components must be an integer in 1–4, got ${components}`,
    });
  }
});
