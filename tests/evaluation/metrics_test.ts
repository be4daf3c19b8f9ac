import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  crossEntropy,
  meanSquaredError,
  pixelAccuracy,
  psnr,
} from "../../lib/evaluation/metrics/pixel_metrics.ts";
import { structuralSimilarity } from "../../lib/evaluation/metrics/ssim.ts";
import fixture from "../fixtures/scikit_image.json" with { type: "json" };
import { close } from "../helpers/close.ts";

const fixtures = fixture.cases.map((one) => ({
  ...one,
  x: fromBase64(one.x),
  y: fromBase64(one.y),
}));

function fromBase64(text: string): Float64Array {
  return Float64Array.from(atob(text), (char) => char.charCodeAt(0) / 255);
}

for (const { name, x, y, height, width, channels, ...expected } of fixtures) {
  Deno.test(`MSE, PSNR and SSIM equal scikit-image's: ${name}`, () => {
    close([meanSquaredError(x, y)], [expected.mse], 1e-12);
    close([psnr(meanSquaredError(x, y))], [expected.psnr], 1e-9);
    close([structuralSimilarity(x, y, { height, width, channels })], [expected.ssim], 1e-9);
    const [x32, y32] = [Float32Array.from(x), Float32Array.from(y)];
    close([structuralSimilarity(x32, y32, { height, width, channels })], [expected.ssim], 1e-6);
  });
}

Deno.test("SSIM of an image with itself is 1, and SSIM is symmetric", () =>
  fc.assert(fc.property(image(), image(), (x, y) => {
    const shape = { height: 11, width: 12 };
    close([structuralSimilarity(x, x, shape)], [1], 1e-9);
    close([structuralSimilarity(x, y, shape)], [structuralSimilarity(y, x, shape)], 1e-9);
  })));

const image = () =>
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 132, maxLength: 132 })
    .map((bytes) => bytes.map((byte) => byte / 255));

Deno.test("cross-entropy of a confident wrong pixel is −ln 1e-7, as in Keras", () => {
  close([crossEntropy([1], [0])], [-Math.log(1e-7)], 1e-12);
  close([crossEntropy([0], [1])], [-Math.log(1e-7)], 1e-6);
  close([crossEntropy([0, 1], [0, 1])], [1e-7], 1e-12);
});

Deno.test("cross-entropy is smallest if the output equals the target", () =>
  fc.assert(fc.property(fc.nat(255), fc.nat(255), (target, output) => {
    const [t, q] = [target / 255, output / 255];
    ok(crossEntropy([t], [q]) >= crossEntropy([t], [t]));
  })));

Deno.test("PSNR of an exact copy is Infinity", () => {
  strictEqual(psnr(meanSquaredError([0.2, 1], [0.2, 1])), Infinity);
});

Deno.test("pixel accuracy thresholds target and output; the threshold itself counts as black", () => {
  strictEqual(pixelAccuracy([0, 0.5, 0.6, 1], [0.4, 0.51, 0.7, 0.5]), 0.5);
  strictEqual(pixelAccuracy([0.1, 0.3], [0.3, 0.1], 0.2), 0);
});

for (const metric of [crossEntropy, meanSquaredError, pixelAccuracy]) {
  Deno.test(`${metric.name}() refuses images of different sizes and empty ones`, () => {
    throws(() => metric([1, 0], [1]), {
      name: "RangeError",
      message: "outputs must have 2 pixels like the targets, got 1",
    });
    throws(() => metric([], []), { name: "RangeError", message: /at least 1 pixel, got 0/ });
  });
}

Deno.test("SSIM refuses images smaller than its window, and pixels that do not fit the size", () => {
  const ssim = (height: number, width: number) => () =>
    structuralSimilarity(new Float32Array(121), new Float32Array(121), { height, width });
  throws(ssim(6, 28), { name: "RangeError", message: /7×7 pixels, got 6×28/ });
  throws(ssim(11, 12), { name: "RangeError", message: /132 pixels, got 121 and 121/ });
});

Deno.test("pixels that are not in 0–1, such as bytes, are rejected by every metric", () => {
  const shape = { height: 11, width: 11 };
  const good = new Float32Array(121).fill(0.5);
  for (const value of [255, 2, -0.1, NaN, Infinity]) {
    const bad = good.with(60, value);
    const error = {
      name: "RangeError",
      message: new RegExp(`must be in 0–1, got ${bad[60]}; bytes`),
    };
    for (const metric of [meanSquaredError, crossEntropy, pixelAccuracy]) {
      throws(() => metric(bad, good), error);
      throws(() => metric(good, bad), error);
    }
    throws(() => structuralSimilarity(bad, good, shape), error);
    throws(() => structuralSimilarity(good, bad, shape), error);
  }
  for (const mse of [65025, -1, NaN]) {
    throws(() => psnr(mse), { name: "RangeError", message: /in 0–1 must be in 0–1, got/ });
  }
});
