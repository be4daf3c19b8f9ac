import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { share } from "../../lib/backend/threads/layout.ts";

Deno.test("share() gives each item to one thread, in order, from multiples of align", () =>
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.integer({ min: 1, max: 17 }),
      fc.integer({ min: 1, max: 9 }),
      (count, align, threads) => {
        let next = 0;
        for (let thread = 0; thread < threads; thread++) {
          const [low, high] = share(count, align, thread, threads);
          if (low < high) {
            strictEqual(low, next);
            strictEqual(low % align, 0);
            next = high;
          }
        }
        strictEqual(next, count);
      },
    ),
  ));
