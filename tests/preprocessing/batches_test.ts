import { deepStrictEqual, notDeepStrictEqual, ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { batches } from "../../lib/preprocessing/batches.ts";
import { Random } from "@autoencoders";

Deno.test("batches() hold each index once, none is empty, only the last is smaller", () =>
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

Deno.test("each epoch from one generator has an order of its own", () => {
  const random = new Random(1);
  notDeepStrictEqual([...batches(50, 10, random)], [...batches(50, 10, random)]);
});

Deno.test("batches() refuses counts that are no positive integers when called, not when used", () => {
  for (const bad of [0, -1, 2.5, NaN]) {
    throws(() => batches(bad, 1), { name: "RangeError", message: new RegExp(`count.*got ${bad}`) });
    throws(() => batches(1, bad), {
      name: "RangeError",
      message: new RegExp(`batchSize.*got ${bad}`),
    });
  }
});
