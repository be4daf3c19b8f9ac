import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { decode } from "fast-png";
import fc from "npm:fast-check@4.10.2";
import { braille } from "../../../lib/figures/pictures/braille.ts";
import { floatImages, imageErrors } from "../../../lib/figures/pictures/float_images.ts";
import { difference, enlarge, gridPng, mosaic, toPng } from "../../../lib/figures/pictures/png.ts";
import { ImageSet } from "../../../lib/images.ts";

const grey = (pixels: number[], width: number) =>
  new ImageSet(new Uint8Array(pixels), { height: 1, width });

Deno.test("a PNG contains the given pixels, each enlarged to a square", () => {
  const sizes = fc.record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1, 2, 3, 4),
    factor: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(sizes, fc.infiniteStream(fc.nat(255)), ({ factor, ...size }, bytes) => {
      const { width, height, channels } = size;
      const data = Uint8Array.from(
        { length: width * height * channels },
        () => bytes.next().value!,
      );
      const png = decode(toPng(enlarge({ ...size, data }, factor)));
      deepStrictEqual([png.width, png.height], [width * factor, height * factor]);
      const expected = png.data.map((_, i) => {
        const pixel = Math.floor(i / channels);
        const x = Math.floor(pixel % png.width / factor);
        const y = Math.floor(Math.floor(pixel / png.width) / factor);
        return data[(y * width + x) * channels + i % channels];
      });
      deepStrictEqual(png.data, expected);
    }),
    { numRuns: 30 },
  );
});

Deno.test("mosaic() puts image n at row ⌊n/columns⌋, separated by a half-transparent line", () => {
  const { data, width, height } = mosaic(floatImages(grey([1, 2, 3, 4, 5, 6], 2)), 2);
  deepStrictEqual([width, height], [5, 3]);
  const line = [128, 128];
  deepStrictEqual([...data], [
    ...[1, 255, 2, 255, ...line, 3, 255, 4, 255],
    ...Array(5).fill(line).flat(),
    ...[5, 255, 6, 255, ...line, ...line, ...line],
  ]);
});

Deno.test("gridPng() writes byte images and tensors alike, clipped to black and white", () => {
  const bytes = decode(gridPng(grey([0, 51, 255], 3), 1, 2));
  const floats = decode(gridPng(tf.tensor4d([-1, 0.2, 2], [1, 1, 3, 1]), 1, 2));
  deepStrictEqual([bytes.width, bytes.height], [6, 2]);
  deepStrictEqual(floats.data, bytes.data);
  deepStrictEqual([...bytes.data.filter((_, i) => i % 2 === 0)].slice(0, 6), [
    ...[0, 0, 51, 51, 255, 255],
  ]);
});

Deno.test("a difference is orange where the reconstruction is too bright, blue where too dark", () => {
  const [a, b] = [floatImages(grey([255, 0, 9], 3)), floatImages(grey([0, 255, 9], 3))];
  const png = decode(toPng(difference(a, b)));
  const [bright, dark, equal] = [...png.data].map((index) => png.palette![index]);
  ok(bright[0] > 150 && bright[2] < 50 && bright[3] > 250, "orange");
  ok(dark[2] > 150 && dark[0] < 50 && dark[3] > 250, "blue");
  strictEqual(equal[3], 0, "transparent");
});

Deno.test("floatImages() scales bytes by their maximum and clips tensors to 0–1", () => {
  const binary = new ImageSet(new Uint8Array([0, 1]), { height: 1, width: 2, maximum: 1 });
  deepStrictEqual([...floatImages(binary).values], [0, 1]);
  const tensor = tf.tensor4d([-1, 0.25, 2], [1, 1, 3, 1]);
  deepStrictEqual([...floatImages(tensor).values], [0, 0.25, 1]);
});

Deno.test("floatImages() rejects values that are not images, and shows them in the message", () => {
  throws(() => floatImages("seven" as never), { name: "TypeError", message: /got "seven"/ });
  throws(() => floatImages(tf.zeros([2, 3]) as never), {
    name: "RangeError",
    message: /got \[2, 3\]/,
  });
  throws(() => floatImages(tf.zeros([1, 2, 2, 5])), /1 or 3 channels, got 5/);
  throws(() => floatImages(tf.tensor4d([0, 0, 0, NaN], [2, 1, 2, 1])), /image 1 contains NaN/);
});

Deno.test("imageErrors() returns the mean squared error of each image", () => {
  const image = (values: number[]) => floatImages(tf.tensor4d(values, [2, 1, 2, 1]));
  deepStrictEqual([...imageErrors(image([0, 1, 0.5, 1]), image([0, 1, 0, 0]))], [0, 0.625]);
});

const binary = (pixels: number[], width: number) => ({
  values: Float32Array.from(pixels),
  count: 1,
  height: pixels.length / width,
  width,
  channels: 1,
});

Deno.test("braille() has a dot for each bright pixel", () => {
  const pixels = fc.array(fc.boolean(), { minLength: 63, maxLength: 63 });
  fc.assert(fc.property(pixels, (bright) => {
    const text = braille(binary(bright.map(Number), 7), 0).join("");
    const dots = [...text].map((letter) => (letter.charCodeAt(0) - 0x2800).toString(2))
      .join("").replaceAll("0", "").length;
    strictEqual(dots, bright.filter(Boolean).length);
  }));
});

Deno.test("braille() draws a cross as a cross", () => {
  deepStrictEqual(braille(binary([1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1], 4), 0), ["⡱⢎"]);
});
