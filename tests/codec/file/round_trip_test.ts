/** The law of a file: what is decompressed is what was compressed, bit by bit. */
import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { imageSet } from "@autoencoders";
import { compressImages, decompressImages, openCompressed } from "../../../lib/codec/mod.ts";

/** Sets of binary images of any small size: strokes, noise, black and white. */
const binaryImages = fc.record({
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  count: fc.integer({ min: 1, max: 7 }),
  maximum: fc.constantFrom(1, 255, 7),
  seed: fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
  groupSize: fc.integer({ min: 1, max: 4 }),
}).map(({ height, width, count, maximum, seed, groupSize }) => {
  const pixels = new Uint8Array(count * height * width)
    .map((_, i) => seed[(i * i) % seed.length] ? maximum : 0);
  return { images: imageSet(pixels, { height, width, maximum }), groupSize };
});

Deno.test("what is decompressed is what was compressed, in groups of any size", () => {
  fc.assert(
    fc.property(binaryImages, ({ images, groupSize }) => {
      const back = decompressImages(compressImages(images, { groupSize }));
      deepStrictEqual(back, images);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a page takes the same bytes black on white and white on black", () => {
  const ink = new Uint8Array(80 * 80).map((_, i) => (i * i >> 4) % 9 === 0 ? 255 : 0);
  const page = (pixels: Uint8Array) => imageSet(pixels, { height: 80, width: 80 });
  const light = page(ink.map((value) => 255 - value)), file = compressImages(light);
  strictEqual(file.length, compressImages(page(ink)).length);
  deepStrictEqual(decompressImages(file), light);
});

Deno.test("any images of a file are those of the set", async () => {
  const pixels = new Uint8Array(10 * 30).map((_, i) => i * i % 7 === 1 ? 1 : 0);
  const images = imageSet(pixels, { height: 5, width: 6, maximum: 1 });
  await openCompressed(compressImages(images, { groupSize: 3 }), (reader) => {
    for (const [from, to] of [[0, 10], [0, 1], [2, 4], [3, 6], [9, 10], [1, 9]]) {
      deepStrictEqual(reader.images(from, to), images.slice(from, to));
    }
    strictEqual(reader.info().groups, 4);
    throws(() => reader.images(9, 11), /to must be 10, got 11/);
  });
});
