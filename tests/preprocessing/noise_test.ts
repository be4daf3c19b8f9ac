import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  gaussianNoise,
  type ImageSet,
  imageSet,
  maskNoise,
  Random,
  saltAndPepper,
} from "@autoencoders";

const flat = (value: number, count = 50, maximum = 255) =>
  imageSet(new Uint8Array(count * 400).fill(value), {
    height: 20,
    width: 20,
    maximum,
    labels: Uint8Array.from({ length: count }, (_, i) => i),
  });
const noises = [saltAndPepper, gaussianNoise, maskNoise];
const share = (images: ImageSet, test: (pixel: number) => boolean) =>
  images.pixels.filter(test).length / images.pixels.length;

Deno.test("noise does not change its input, keeps labels and shape, and is reproducible by its seed", () => {
  for (const noise of noises) {
    const images = flat(100);
    const noisy = noise(images, 0.4, new Random(1));
    deepStrictEqual(images.pixels, flat(100).pixels);
    deepStrictEqual(noisy.labels, images.labels);
    deepStrictEqual([noisy.count, noisy.height, noisy.width], [50, 20, 20]);
    deepStrictEqual(noisy.pixels, noise(images, 0.4, new Random(1)).pixels);
    ok(noisy.pixels.some((pixel, i) => pixel !== noise(images, 0.4, new Random(2)).pixels[i]));
  }
});

Deno.test("an amount of 0 changes nothing", () => {
  for (const noise of noises) {
    deepStrictEqual(noise(flat(100), 0, new Random(1)).pixels, flat(100).pixels);
  }
});

Deno.test("saltAndPepper() replaces the given share of pixels, half white and half black", () => {
  for (const amount of [0.01, 0.3, 0.9, 1]) {
    const noisy = saltAndPepper(flat(100), amount, new Random(2));
    const slack = 4 * Math.sqrt(amount / 2 / 20_000);
    ok(Math.abs(share(noisy, (pixel) => pixel === 0) - amount / 2) < slack);
    ok(Math.abs(share(noisy, (pixel) => pixel === 255) - amount / 2) < slack);
  }
  strictEqual(saltAndPepper(flat(1, 5, 1), 0.5, new Random(1)).maximum, 1);
});

Deno.test("gaussianNoise() has mean 0 and the given standard deviation", () => {
  const { pixels } = gaussianNoise(flat(128), 0.1, new Random(3));
  const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
  const variance = pixels.reduce((sum, pixel) => sum + (pixel - mean) ** 2, 0) / pixels.length;
  ok(Math.abs(mean - 128) < 0.8, `${mean}`);
  ok(Math.abs(Math.sqrt(variance) - 25.5) < 0.6, `${Math.sqrt(variance)}`);
});

Deno.test("gaussianNoise() is normal: 68.3 % within one deviation, 95.4 within two, 99.7 within three", () => {
  const sigma = 0.1;
  const { pixels } = gaussianNoise(flat(127, 500), sigma, new Random(9));
  for (const [deviations, expected] of [[1, 0.6827], [2, 0.9545], [3, 0.9973]]) {
    const reach = deviations * sigma * 255;
    const inside = pixels.filter((pixel) => Math.abs(pixel - 127) < reach).length / pixels.length;
    ok(Math.abs(inside - expected) < 0.01, `${inside} within ${deviations}`);
  }
});

Deno.test("gaussianNoise() changes the last of an odd number of pixels", () => {
  const odd = imageSet(new Uint8Array(3).fill(128), { height: 1, width: 3 });
  const last = [1, 2, 3, 4].map((seed) => gaussianNoise(odd, 0.2, new Random(seed)).pixels[2]);
  ok(new Set(last).size > 1, `${last}`);
});

Deno.test("gaussianNoise() clips instead of wrapping around", () => {
  ok(share(gaussianNoise(flat(255), 0.5, new Random(1)), (pixel) => pixel === 255) > 0.45);
  ok(share(gaussianNoise(flat(0), 0.5, new Random(1)), (pixel) => pixel === 0) > 0.45);
});

Deno.test("maskNoise() hides one rectangle of the given size inside the image", () =>
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (amount, seed) => {
    const { pixels } = maskNoise(flat(9, 1), amount, new Random(seed));
    const side = Math.round(20 * Math.sqrt(amount));
    const hidden = [...pixels.keys()].filter((i) => pixels[i] === 0);
    strictEqual(hidden.length, side * side);
    const spread = (values: number[]) => side && Math.max(...values) - Math.min(...values) + 1;
    strictEqual(spread(hidden.map((i) => i % 20)), side);
    strictEqual(spread(hidden.map((i) => Math.floor(i / 20))), side);
  })));

Deno.test("saltAndPepper() and maskNoise() reject amounts outside 0–1 with the value in the message", () => {
  for (const amount of [-0.1, 1.1, NaN, Infinity]) {
    for (const noise of [saltAndPepper, maskNoise]) {
      throws(() => noise(flat(1), amount, new Random(1)), {
        name: "RangeError",
        message: `amount must be in 0–1, got ${amount}`,
      });
    }
  }
});

Deno.test("gaussianNoise() rejects a negative or infinite sigma with the value in the message", () => {
  for (const sigma of [-0.1, NaN, Infinity]) {
    throws(() => gaussianNoise(flat(1), sigma, new Random(1)), {
      name: "RangeError",
      message: `sigma must be a finite number ≥ 0, got ${sigma}`,
    });
  }
});
