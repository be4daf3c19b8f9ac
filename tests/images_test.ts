import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ImageSet, imageSet, type ImageSetOptions } from "@autoencoders";

const three = () =>
  imageSet(Uint8Array.from({ length: 12 }, (_, i) => i * 20), {
    height: 2,
    width: 2,
    labels: new Uint8Array([5, 6, 7]),
  });

Deno.test("slice() and select() keep the labels of their images", () => {
  const part = three().slice(1).select([1, 0, 1]);
  deepStrictEqual([...part.labels!], [7, 6, 7]);
  deepStrictEqual([...part.image(0)], [160, 180, 200, 220]);
});

Deno.test("tensor() is n × h × w × c in 0–1", () => {
  const tensor = new ImageSet(new Uint8Array([0, 255, 51, 102]), { height: 1, width: 2 }).tensor();
  deepStrictEqual(tensor.shape, [2, 1, 2, 1]);
  deepStrictEqual([...tensor.dataSync()], [...Float32Array.of(0, 1, 0.2, 0.4)]);
  tensor.dispose();
  const binary = imageSet(new Uint8Array([0, 1]), { height: 1, width: 1, maximum: 1 }).tensor();
  deepStrictEqual([...binary.dataSync()], [0, 1]);
  binary.dispose();
});

Deno.test("ImageSet rejects what does not fit, with the value in the message", () => {
  const cases: [pixels: number[], Partial<ImageSetOptions>, RegExp][] = [
    [[], {}, /at least one image, got 0/],
    [[0, 0, 0, 0, 0], {}, /5 pixels.*2×2×1/],
    [[0, 0, 0, 0], { height: 0 }, /height.*got 0/],
    [[0, 0, 0, 0], { width: NaN }, /width.*got NaN/],
    [[0, 0, 0, 0], { channels: 1.5 }, /channels.*got 1\.5/],
    [[0, 0, 0, 0], { maximum: 256 }, /maximum must be an integer in 1–255, got 256/],
    [[0, 0, 2, 0], { maximum: 1 }, /pixel 2 is 2, above maximum 1/],
    [[0, 0, 0, 0], { labels: new Uint8Array(2) }, /1 images need 1 labels, got 2/],
  ];
  for (const [pixels, options, message] of cases) {
    throws(() => imageSet(new Uint8Array(pixels), { height: 2, width: 2, ...options }), {
      name: "RangeError",
      message,
    });
  }
});

Deno.test("an index outside the set is rejected with its value", () => {
  throws(() => three().slice(2, 2), { name: "RangeError", message: /2–2/ });
  throws(() => three().select([3]), { name: "RangeError", message: /0–2, got 3/ });
  throws(() => three().image(-1), { name: "RangeError", message: /got -1/ });
});

Deno.test("slice() shares memory, select() copies", () => {
  const images = three();
  strictEqual(images.slice(0, 1).pixels.buffer, images.pixels.buffer);
  strictEqual(images.select([0]).pixels.buffer === images.pixels.buffer, false);
});

Deno.test("with() keeps the labels of as many images and drops them otherwise", () => {
  const images = three();
  deepStrictEqual([...images.with(images.pixels.slice()).labels!], [5, 6, 7]);
  strictEqual(images.with(new Uint8Array(4)).labels, undefined);
});
