import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import {
  binarize,
  binarizeStochastic,
  type ImageSet,
  imageSet,
  otsuThreshold,
  Random,
} from "@autoencoders";

const row = (...pixels: number[]) =>
  imageSet(new Uint8Array(pixels), {
    height: 1,
    width: pixels.length,
    labels: new Uint8Array([3]),
  });
const bytes = fc.uint8Array({ minLength: 1, maxLength: 50 });

/** The definition: the variance within the two classes for each threshold. */
function slowOtsu(pixels: Uint8Array): { best: number; within: (t: number) => number } {
  const spread = (part: number[]) => {
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    return part.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  const within = (t: number) =>
    spread([...pixels].filter((p) => p <= t)) + spread([...pixels].filter((p) => p > t));
  const valid = [...Array(255).keys()].filter((t) =>
    pixels.some((p) => p <= t) && pixels.some((p) => p > t)
  );
  return { best: Math.min(...valid.map(within)), within };
}

Deno.test("binarize() keeps the shape and the labels and yields only 0 and 1", () =>
  fc.assert(fc.property(bytes, fc.integer({ min: 0, max: 254 }), (pixels, threshold) => {
    const binary = binarize(row(...pixels), threshold);
    deepStrictEqual([...binary.pixels], [...pixels].map((pixel) => pixel > threshold ? 1 : 0));
    deepStrictEqual([binary.width, binary.maximum, binary.labels![0]], [pixels.length, 1, 3]);
  })));

Deno.test("binarize() rejects a threshold outside 0–254 with the value in the message", () => {
  for (const threshold of [-1, 255, NaN, Infinity]) {
    throws(() => binarize(row(0), threshold), {
      name: "RangeError",
      message: `threshold must be in 0–254, got ${threshold}`,
    });
  }
});

Deno.test("binary and coloured images cannot be binarised", () => {
  const binary = imageSet(new Uint8Array([1]), { height: 1, width: 1, maximum: 1 });
  const coloured = imageSet(new Uint8Array(3), { height: 1, width: 1, channels: 3 });
  const stochastic = (images: ImageSet) => binarizeStochastic(images, new Random(1));
  for (const convert of [binarize, stochastic]) {
    throws(() => convert(binary), { name: "RangeError", message: /got 0–1/ });
    throws(() => convert(coloured), { name: "RangeError", message: /got 3/ });
  }
});

Deno.test("otsuThreshold() finds the least variance within the classes", () =>
  fc.assert(fc.property(bytes, (pixels) => {
    if (new Set(pixels).size < 2) return strictEqual(otsuThreshold(pixels), 127);
    const { best, within } = slowOtsu(pixels);
    const found = within(otsuThreshold(pixels));
    ok(found <= best * (1 + 1e-9) + 1e-6, `${found} > ${best}`);
  })));

Deno.test("otsuThreshold() takes one of two equal splits, not the worse one between them", () => {
  strictEqual(otsuThreshold(new Uint8Array([55, 99, 102, 146])), 76);
});

Deno.test("binarizeStochastic() makes a pixel white with probability pixel / 255, reproducibly for a seed", () => {
  const n = 20_000;
  for (const value of [0, 51, 128, 255]) {
    const images = imageSet(new Uint8Array(n).fill(value), { height: 1, width: 1 });
    const { pixels } = binarizeStochastic(images, new Random(5));
    const share = pixels.reduce((sum, pixel) => sum + pixel) / n, p = value / 255;
    ok(Math.abs(share - p) <= 4 * Math.sqrt(p * (1 - p) / n), `${share} of ${p}`);
    deepStrictEqual(pixels, binarizeStochastic(images, new Random(5)).pixels);
  }
});

Deno.test("otsuThreshold() rejects pixels that are not bytes", () => {
  throws(() => otsuThreshold(new Float32Array([0.1, 0.9]) as unknown as Uint8Array), {
    name: "TypeError",
    message: /pixels must be a Uint8Array.*got a Float32Array/,
  });
});
