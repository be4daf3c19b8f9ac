import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "npm:fast-check@4.10.2";
import { imageSet, Random } from "@autoencoders";
import { batches, inBatches } from "../../lib/preprocessing/mod.ts";
import { bytesOf } from "../helpers/tiny_models.ts";

Deno.test("batches() has each index once, no empty batch, and at most the last one smaller", () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 80 }),
      fc.nat(),
      (count, batchSize, seed) => {
        const epoch = [...batches(count, batchSize, new Random(seed))];
        deepStrictEqual(epoch.flatMap((batch) => [...batch]).sort((a, b) => a - b), [
          ...Array(count).keys(),
        ]);
        ok(epoch.slice(0, -1).every((batch) => batch.length === batchSize));
        ok(epoch.at(-1)!.length >= 1 && epoch.at(-1)!.length <= batchSize);
      },
    ),
  ));

Deno.test("each epoch of a generator has a new order", () => {
  const random = new Random(1);
  notDeepStrictEqual([...batches(50, 10, random)], [...batches(50, 10, random)]);
});

Deno.test("inBatches() gives all rows of images and of tensors in order", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 8 }), (n, size) => {
      const images = imageSet(bytesOf(n * 6, n), { height: 3, width: 2 });
      tf.tidy(() => {
        const all = images.tensor();
        for (const source of [images, all]) {
          const parts = [], pixels: number[] = [];
          for (const { start, end, tensor } of inBatches(source, size)) {
            const batch = tensor();
            deepStrictEqual(batch.shape, [end - start, 3, 2, 1]);
            pixels.push(...batch.dataSync());
            parts.push({ start, end });
          }
          deepStrictEqual(pixels, [...all.dataSync()]);
          deepStrictEqual(parts.map(({ start }) => start), parts.map((_, i) => i * size));
          strictEqual(parts.at(-1)!.end, n);
        }
      });
    }),
    { numRuns: 30 },
  ));

Deno.test("inBatches() shuffles images", () => {
  const images = imageSet(bytesOf(20 * 6, 1), { height: 3, width: 2 }), order: number[] = [];
  for (const { start, end, indices, tensor } of inBatches(images, 8, new Random(1))) {
    deepStrictEqual([start, end], [order.length, order.length + indices.length]);
    order.push(...indices);
    tf.tidy(() => deepStrictEqual(tensor().dataSync(), images.select(indices).tensor().dataSync()));
  }
  notDeepStrictEqual(order, [...Array(20).keys()]);
  deepStrictEqual(order.toSorted((a, b) => a - b), [...Array(20).keys()]);
});

Deno.test("inBatches() limits the default batch to 1000 images and 800,000 numbers", () => {
  const sizes = (side: number, n: number) => {
    const images = imageSet(new Uint8Array(n * side * side), { height: side, width: side });
    return [...inBatches(images)].map(({ indices }) => indices.length);
  };
  deepStrictEqual(sizes(1, 1500), [1000, 500]);
  deepStrictEqual(sizes(400, 7), [5, 2]);
  deepStrictEqual(sizes(1000, 2), [1, 1]);
});

Deno.test("batches() rejects counts that are not positive integers when it is called", () => {
  for (const bad of [0, -1, 2.5, NaN]) {
    for (const [name, call] of [["count", [bad, 1]], ["batchSize", [1, bad]]] as const) {
      throws(() => batches(call[0], call[1]), {
        name: "RangeError",
        message: `${name} must be an integer of at least 1, got ${bad}`,
      });
    }
  }
});
