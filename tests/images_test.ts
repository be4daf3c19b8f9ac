import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ImageSet, imageSet } from "@autoencoders";

const three = () =>
  imageSet(Uint8Array.from({ length: 12 }, (_, i) => i * 20), {
    height: 2,
    width: 2,
    labels: new Uint8Array([5, 6, 7]),
  });

Deno.test("slice() and select() keep labels beside their images", () => {
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

Deno.test("ImageSet refuses what does not fit, with the value in the message", () => {
  const refused = (make: () => unknown, message: RegExp) =>
    throws(make, { name: "RangeError", message });
  refused(() => imageSet(new Uint8Array(0), { height: 2, width: 2 }), /at least one image, got 0/);
  refused(() => imageSet(new Uint8Array(5), { height: 2, width: 2 }), /5 pixels.*2×2×1/);
  refused(() => imageSet(new Uint8Array(4), { height: 0, width: 2 }), /height.*got 0/);
  refused(() => imageSet(new Uint8Array(4), { height: 2, width: NaN }), /width.*got NaN/);
  refused(() => imageSet(new Uint8Array([2]), { height: 1, width: 1, maximum: 1 }), /is 2/);
  const labels = new Uint8Array(2);
  refused(() => imageSet(new Uint8Array(4), { height: 2, width: 2, labels }), /1 labels, got 2/);
  refused(() => three().slice(2, 2), /2–2/);
  refused(() => three().select([3]), /0–2, got 3/);
  refused(() => three().image(-1), /got -1/);
});

Deno.test("slice() shares memory, select() copies", () => {
  const images = three();
  strictEqual(images.slice(0, 1).pixels.buffer, images.pixels.buffer);
  strictEqual(images.select([0]).pixels.buffer === images.pixels.buffer, false);
});

Deno.test("with() keeps the labels of as many images, and drops those of others", () => {
  const images = three();
  deepStrictEqual([...images.with(images.pixels.slice()).labels!], [5, 6, 7]);
  strictEqual(images.with(new Uint8Array(4)).labels, undefined);
});
