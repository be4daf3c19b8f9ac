import { deepStrictEqual, throws } from "node:assert/strict";
import { bestImages, evaluate, fitPca, imageSet, worstImages } from "@autoencoders";
import { psnr } from "../../lib/evaluation/metrics/pixel_metrics.ts";
import { bytesOf } from "../helpers/tiny_models.ts";

const images = imageSet(bytesOf(5 * 4, 9), { height: 2, width: 2 });
const measured = evaluate(fitPca(images, 1), images);
const mse = [0.2, 0.1, 0, 0.2, 0];
/** An evaluation of five images with these errors. */
const evaluation = {
  ...measured,
  perImage: {
    ...measured.perImage,
    mse: Float32Array.from(mse),
    psnr: Float32Array.from(mse, psnr),
  },
};

for (const metric of ["mse", "psnr"] as const) {
  Deno.test(`worstImages() and bestImages() rank by ${metric}, ties in the order of the set`, () => {
    deepStrictEqual([...worstImages(evaluation, 3, metric)], [0, 3, 1]);
    deepStrictEqual([...bestImages(evaluation, 3, metric)], [2, 4, 1]);
  });
}

Deno.test("worstImages() refuses an unknown metric", () => {
  throws(() => worstImages(evaluation, 3, "rmse" as "mse"), {
    name: "RangeError",
    message: /metric must be one of bce, mse, psnr, ssim, pixelAccuracy, got rmse/,
  });
});

Deno.test("worstImages() refuses a count that is not an integer in 1–n", () => {
  for (const count of [0, 6, 1.5]) {
    throws(() => worstImages(evaluation, count), {
      name: "RangeError",
      message: `count must be an integer in 1–5, got ${count}`,
    });
  }
});
