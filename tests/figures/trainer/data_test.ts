/** What the page says of files that a reader drops. */
import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { Random, strokes, writeIdx } from "@autoencoders";
import { droppedImages, summaryOf, syntheticDigits } from "../../../lib/figures/trainer/data.ts";

const bytesOf = (array: Parameters<typeof writeIdx>[0]) => Uint8Array.from(writeIdx(array));
const digits = strokes(120, new Random(1));
const images = { name: "images", bytes: bytesOf({ data: digits.pixels, shape: [120, 28, 28] }) };
const labels = { name: "labels", bytes: bytesOf({ data: digits.labels!, shape: [120] }) };

Deno.test("dropped images are divided into those to train on and a last tenth that is held out", () => {
  for (const files of [[images, labels], [labels, images]]) {
    const data = droppedImages(files);
    deepStrictEqual(summaryOf(data), {
      name: "images",
      count: 108,
      heldOut: 12,
      height: 28,
      width: 28,
    });
    deepStrictEqual(data.heldOut.pixels, digits.slice(108, 120).pixels);
    deepStrictEqual(data.train.labels, digits.slice(0, 108).labels);
  }
  strictEqual(droppedImages([images]).train.labels, undefined);
});

Deno.test("a drop that is not one file of images and at most one of labels is refused, with what it was", () => {
  const damaged = { name: "cut", bytes: images.bytes.slice(0, 5000) };
  const text = { name: "notes.txt", bytes: new TextEncoder().encode("hello there") };
  const few = {
    name: "few",
    bytes: bytesOf({ data: digits.slice(0, 50).pixels, shape: [50, 28, 28] }),
  };
  const large = {
    name: "large",
    bytes: bytesOf({ data: new Uint8Array(1e6), shape: [100, 100, 100] }),
  };
  const others = { name: "others", bytes: bytesOf({ data: new Uint8Array(7), shape: [7] }) };
  throws(() => droppedImages([labels]), /got 0 of images and 1 of labels/);
  throws(() => droppedImages([images, images]), /got 2 of images and 0 of labels/);
  throws(() => droppedImages([text]), /notes.txt is not an IDX file/);
  throws(() => droppedImages([damaged]), /cut: /);
  throws(() => droppedImages([few]), /few must have at least 100 images, has 50/);
  throws(
    () => droppedImages([large]),
    /large must have images of at most 64×64 pixels, has 100×100/,
  );
  throws(() => droppedImages([images, others]), /images has 120 images, others has 7 labels/);
});

Deno.test("the synthetic digits of the page are the library's strokes of seeds 1 and 2", () => {
  const { train, heldOut } = syntheticDigits();
  deepStrictEqual(train.slice(0, 20).pixels, strokes(20, new Random(1)).pixels);
  deepStrictEqual(heldOut.slice(0, 20).pixels, strokes(20, new Random(2)).pixels);
});
