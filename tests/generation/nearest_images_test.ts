import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { imageSet, nearestImages } from "@autoencoders";
import { bytesOf } from "../helpers/tiny_models.ts";

const size = { height: 2, width: 2 };
const known = imageSet(bytesOf(10_050 * 4, 1), { ...size, labels: bytesOf(10_050, 3) });

Deno.test("nearestImages() finds what a slow search finds, across the borders of its chunks", () => {
  const queries = imageSet(bytesOf(12 * 4, 2), size);
  const { images, indices, distances } = nearestImages(queries, known);
  for (let i = 0; i < queries.count; i++) {
    let best = Infinity, at = -1;
    for (let j = 0; j < known.count; j++) {
      const square = queries.image(i).reduce(
        (sum, value, p) => sum + ((value - known.image(j)[p]) / 255) ** 2,
        0,
      );
      if (square < best) [best, at] = [square, j];
    }
    ok(Math.abs(distances[i] - Math.sqrt(best)) < 1e-5);
    strictEqual(indices[i], at);
    deepStrictEqual([...images.image(i)], [...known.image(at)]);
  }
});

Deno.test("nearestImages() finds copies at distance 0", () => {
  const { indices, distances } = nearestImages(known.slice(10_040), known);
  deepStrictEqual([...indices], Array.from({ length: 10 }, (_, i) => 10_040 + i));
  ok(distances.every((distance) => distance === 0));
});

Deno.test("nearestImages() finds the nearer of images in two chunks whose distances round alike", () => {
  const white = new Uint8Array(28 * 28).fill(255);
  const dark = new Uint8Array(10_001 * 28 * 28); // 782 pixels are off by 255
  // 4² + 7² = 65, and of the last image 8² = 64
  for (let i = 1; i <= 10_001; i++) dark.set(i <= 10_000 ? [251, 248] : [247, 255], 784 * i - 2);
  const size = { height: 28, width: 28 };
  const { indices } = nearestImages(imageSet(white, size), imageSet(dark, size));
  deepStrictEqual([...indices], [10_000]);
});

Deno.test("nearestImages() refuses images of another size", () => {
  const narrow = imageSet(new Uint8Array(2), { height: 1, width: 2 });
  throws(() => nearestImages(narrow, known), {
    name: "RangeError",
    message: "images must be 2×2×1 like the known images, got 1×2×1",
  });
});
