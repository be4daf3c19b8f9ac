import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { holdOut, imageSet, Random } from "@autoencoders";
import { crosses } from "../helpers/training_data.ts";

Deno.test("holdOut() splits the images: none is lost, none is in both parts, labels go with them", () =>
  fc.assert(fc.property(
    fc.integer({ min: 2, max: 60 }).chain((n) =>
      fc.tuple(fc.constant(n), fc.integer({ min: 1, max: n - 1 }))
    ),
    fc.nat(),
    ([n, count], seed) => {
      const numbers = Uint8Array.from({ length: n }, (_, i) => i);
      const images = imageSet(numbers, { height: 1, width: 1, labels: numbers });
      const { train, validation } = holdOut(images, count, new Random(seed));
      strictEqual(validation.count, count);
      deepStrictEqual(
        [...train.pixels, ...validation.pixels].sort((a, b) => a - b),
        [...numbers],
      );
      deepStrictEqual(train.labels, train.pixels);
    },
  )));

Deno.test("holdOut() must leave images on both sides", () => {
  for (const count of [0, 8, 2.5, NaN]) {
    throws(() => holdOut(crosses(8, 1), count, new Random(1)), {
      name: "RangeError",
      message: new RegExp(`1–7, got ${count}`),
    });
  }
});
