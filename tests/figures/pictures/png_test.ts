import { deepStrictEqual, ok } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { decode } from "fast-png";
import fc from "npm:fast-check@4.10.2";
import { ImageSet } from "@autoencoders";
import { floatImages } from "../../../lib/figures/pictures/float_images.ts";
import { difference, enlarge, gridPng, mosaic, toPng } from "../../../lib/figures/pictures/png.ts";

const grey = (pixels: number[], width: number) =>
  new ImageSet(new Uint8Array(pixels), { height: 1, width });

Deno.test("a PNG holds the given pixels, each enlarged to a square", () => {
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
  ok(bright[0] > 150 && bright[2] < 50, "orange");
  ok(dark[2] > 150 && dark[0] < 50, "blue");
  ok(equal.every((value) => value > 240), "nearly white");
});
