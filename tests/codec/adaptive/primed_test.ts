import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { createHash } from "node:crypto";
import { imageSet, Random, strokes } from "@autoencoders";
import {
  compressImages,
  decompressImages,
  shippedGreyModel,
  trainGreyModel,
} from "@autoencoders/codec";

/** Grey slopes with an edge at a random place. */
function slopes(count: number, seed: number) {
  const random = new Random(seed), side = 12;
  const pixels = new Uint8Array(count * side * side);
  for (let k = 0; k < count; k++) {
    const edge = random.integer(side), slope = 3 + random.integer(5);
    for (let i = 0; i < side * side; i++) {
      const x = i % side, y = Math.floor(i / side);
      pixels[k * side * side + i] = x < edge ? 0 : Math.min(255, 90 + slope * (x + y));
    }
  }
  return imageSet(pixels, { height: side, width: side });
}

const model = trainGreyModel(slopes(150, 1), { epochs: 2, units: 8, seed: 1 });

Deno.test("a model of grey images makes files of few such images smaller, with every pixel as it was", () => {
  const images = slopes(10, 2), options = { kind: "primed", model, modelInside: false } as const;
  const primed = compressImages(images, options), adaptive = compressImages(images);
  ok(primed.length < 0.8 * adaptive.length, `${primed.length} bytes, adaptive ${adaptive.length}`);
  deepStrictEqual(decompressImages(primed, { models: [model] }).pixels, images.pixels);
  const whole = compressImages(images, { ...options, modelInside: true, groupSize: 3 });
  deepStrictEqual(decompressImages(whole).pixels, images.pixels);
  throws(() => decompressImages(primed), /it needs the model [0-9a-f]{16}/);
});

Deno.test("the same images and seed make the same model, whose files every machine writes alike", () => {
  deepStrictEqual(trainGreyModel(slopes(150, 1), { epochs: 2, units: 8, seed: 1 }), model);
  const file = compressImages(slopes(10, 2), { kind: "primed", model });
  strictEqual(
    createHash("sha256").update(file).digest("hex"),
    "cb45c0f62e1402fa11342b14b4ffd969a611d11cd6f3ad97886a52b6df7e51c6",
  );
});

Deno.test("the shipped model makes files of few digits smaller than the codec without it does", () => {
  const images = strokes(20, new Random(1)), model = shippedGreyModel();
  ok(model.length < 20_000, `${model.length} bytes`);
  const primed = compressImages(images, { kind: "primed", model, modelInside: false });
  const adaptive = compressImages(images);
  ok(primed.length < adaptive.length, `${primed.length} bytes, adaptive ${adaptive.length}`);
  deepStrictEqual(decompressImages(primed, { models: [model] }).pixels, images.pixels);
});

Deno.test("a model of images too large for weights of each row and column is read as it was written", () => {
  const side = 65, pixels = new Uint8Array(2 * side * side).map((_, i) => i % side + (i & 7));
  const images = imageSet(pixels, { height: side, width: side });
  const model = trainGreyModel(images, { epochs: 1, units: 2, seed: 1 });
  const file = compressImages(images, { kind: "primed", model });
  deepStrictEqual(decompressImages(file).pixels, pixels);
});

Deno.test("the header of a model is checked before any of its weights is decoded", () => {
  const images = slopes(2, 3);
  const open = (height: number, width: number, units: number) => {
    const file = model.slice(0, 30);
    [height, width, units].forEach((value, i) =>
      new DataView(file.buffer).setUint16(5 + 2 * i, value, true)
    );
    return () => compressImages(images, { kind: "primed", model: file });
  };
  throws(open(65_535, 1, 1024), {
    name: "RangeError",
    message: "the model is for images of 65535×1, got 12×12",
  });
  throws(
    open(4096, 1, 1024),
    /the model is damaged: a model must have at most 1048576 weights, got \d+, of 1024 units for images of 4096×1/,
  );
  const tall = imageSet(new Uint8Array(4096).fill(9), { height: 4096, width: 1 });
  throws(
    () => trainGreyModel(tall, { epochs: 1, units: 1024, seed: 1 }),
    /RangeError: a model must have at most 1048576 weights/,
  );
});

Deno.test("a damaged model, images of another size or binary ones, and wrong options are refused", () => {
  const images = slopes(2, 3);
  const open = (model: Uint8Array, set = images) => compressImages(set, { kind: "primed", model });
  throws(() => open(model.subarray(0, 40)), /SyntaxError: the model is damaged/);
  throws(() => open(model.with(4, 9)), /SyntaxError: the model has version 9/);
  throws(() => open(new Uint8Array(99)), /SyntaxError: this is not a model of grey images/);
  throws(() => open(model, imageSet(new Uint8Array(100).fill(9), { height: 10, width: 10 })), {
    name: "RangeError",
    message: "the model is for images of 12×12, got 10×10",
  });
  throws(
    () => open(model, imageSet(new Uint8Array(144), { height: 12, width: 12 })),
    /the primed codec is for grey images, got binary ones/,
  );
  const options = { epochs: 1, seed: 1 };
  throws(() => trainGreyModel(images, { ...options, epochs: 0 }), /epochs must be/);
  throws(() => trainGreyModel(images, { ...options, units: 2000 }), /units must be/);
  const unknown = { ...options, hidden: 3 };
  throws(() => trainGreyModel(images, unknown), /trainGreyModel.*hidden/);
  const bits = imageSet(new Uint8Array(144), { height: 12, width: 12, maximum: 1 });
  throws(() => trainGreyModel(bits, options), /images must be grey/);
});
