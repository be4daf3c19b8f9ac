import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
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

const one = { height: 1, width: 1 };

Deno.test("pixels that are not bytes are a TypeError that says how to convert them", () => {
  const cases: [pixels: unknown, message: RegExp][] = [
    [
      new Float32Array(4).fill(0.5),
      /a Float32Array of values in 0\.5–0\.5; use ImageSet\.fromFloats/,
    ],
    [[0, 1, 0.25], /an Array of values in 0–1; use ImageSet\.fromFloats/],
    [new Float64Array([0, 300.5]), /a Float64Array of values in 0–300\.5; scale them to 0–1/],
    [new Float32Array([NaN, 1]), /a Float32Array with values that are not finite numbers; scale/],
    [new Uint16Array([0, 255]), /a Uint16Array of values in 0–255; use Uint8Array\.from/],
    [new Uint16Array([0, 256]), /a Uint16Array of values in 0–256; scale/],
    [new Int8Array([-1, 5]), /an Int8Array of values in -1–5; scale/],
    [new Uint8ClampedArray([7]), /a Uint8ClampedArray of values in 7–7; use Uint8Array\.from/],
    [new BigUint64Array([7n]), /a BigUint64Array with values that are not finite numbers; scale/],
    [[], /got an Array; read/],
    [new ArrayBuffer(4), /got an ArrayBuffer; read/],
    ["0123", /got "0123"; read/],
    [undefined, /got undefined; read/],
    [null, /got null; read/],
  ];
  for (const [pixels, message] of cases) {
    throws(() => imageSet(pixels as Uint8Array, one), { name: "TypeError", message });
    throws(() => three().with(pixels as Uint8Array), { name: "TypeError", message });
  }
});

Deno.test("ImageSet.fromFloats() is the inverse of tensor(), for any maximum", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 255 }).chain((maximum) =>
      fc.tuple(fc.constant(maximum), fc.uint8Array({ minLength: 1, max: maximum }))
    ),
    ([maximum, pixels]) => {
      const images = imageSet(pixels, { ...one, maximum });
      const tensor = images.tensor();
      const again = ImageSet.fromFloats(tensor.dataSync(), { ...one, maximum });
      tensor.dispose();
      deepStrictEqual([again.pixels, again.maximum], [pixels, maximum]);
    },
  ));
  deepStrictEqual([...ImageSet.fromFloats(Array(784).fill(0.5), one).pixels.slice(0, 2)], [
    128,
    128,
  ]);
});

Deno.test("ImageSet.fromFloats() rejects what is not in 0–1, with its place and value", () => {
  for (const bad of [NaN, -0.01, 1.01, 255, Infinity, "0.5", 1n, undefined]) {
    const advice = Number.isFinite(bad) ? "; divide them by the value that means white" : "";
    throws(() => ImageSet.fromFloats([0, bad as number], one), {
      name: "RangeError",
      message: `values must be numbers in 0–1, value 1 is ${Deno.inspect(bad)}${advice}`,
    });
  }
  throws(() => ImageSet.fromFloats(0.5 as unknown as number[], one), { name: "TypeError" });
  throws(() => ImageSet.fromFloats([1], { ...one, maximum: 0 }), /maximum.*got 0/);
});

Deno.test("labels may be of any integer type, and are bytes in the set", () => {
  const types = [Array, Uint8Array, Int8Array, Uint16Array, Int16Array, Int32Array, Float64Array];
  const labels = [0, 7, 100];
  for (const type of [...types, BigInt64Array, BigUint64Array]) {
    const values: unknown[] = /^Big/.test(type.name) ? labels.map(BigInt) : labels;
    const given = (type as ArrayConstructor).from(values) as number[];
    const set = imageSet(new Uint8Array(3), { ...one, labels: given });
    deepStrictEqual(set.labels, new Uint8Array(labels), type.name);
    deepStrictEqual(set.with(set.pixels, given).labels, set.labels);
  }
});

Deno.test("a label that is not an integer in 0–255 is a TypeError with its place and value", () => {
  for (const bad of [300, -1, 0.5, NaN, Infinity, "7", undefined, null, 256n]) {
    throws(() => imageSet(new Uint8Array(2), { ...one, labels: [1, bad as number] }), {
      name: "TypeError",
      message: new RegExp(`in 0–255, label 1 is ${Deno.inspect(bad)}; number the classes`),
    });
  }
  for (const bad of [7, new Set([1])]) {
    throws(() => imageSet(new Uint8Array(1), { ...one, labels: bad as unknown as number[] }), {
      name: "TypeError",
      message: /labels must be an array, got/,
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
