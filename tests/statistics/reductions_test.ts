import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { allFinite, quantile } from "../../lib/statistics/reductions.ts";
import { close } from "../helpers/close.ts";

Deno.test("quantiles interpolate between neighbours", () => {
  const levels = [0, 0.25, 0.5, 0.9, 1];
  close(levels.map((level) => quantile([1, 2, 3, 4, 5], level)), [1, 2, 3, 4.6, 5], 0);
});

Deno.test("quantiles of infinite values are not NaN", () => {
  strictEqual(quantile([1, 2, Infinity], 0.5), 2);
  strictEqual(quantile([Infinity, Infinity], 0.3), Infinity);
});

Deno.test("at least a fraction q of the values is at most the quantile q", () =>
  fc.assert(fc.property(
    fc.array(fc.integer(), { minLength: 1 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (values, level) => {
      const sorted = values.toSorted((a, b) => a - b), limit = quantile(sorted, level);
      const below = sorted.filter((value) => value <= limit).length;
      ok(below >= Math.floor(level * (sorted.length - 1)) + 1);
    },
  )));

Deno.test("quantile() rejects a level outside 0–1, and an empty list", () => {
  throws(() => quantile([1], 1.1), /^RangeError: level must be in 0–1, got 1\.1$/);
  throws(() => quantile([1], NaN), /^RangeError: level must be in 0–1, got NaN$/);
  throws(() => quantile([], 0.5), /^RangeError: a quantile needs at least one value, got none$/);
});

Deno.test("allFinite() finds NaN and infinity anywhere in numbers of any type", () => {
  for (const type of [Array, Float32Array, Float64Array, Int32Array]) {
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (let place = 0; place < 5; place++) {
        const values = (type as ArrayConstructor).from<number>([0, -1, 7, 2, -0]);
        ok(allFinite(values) && allFinite(values.slice(0, 0)));
        values[place] = bad;
        strictEqual(allFinite(values), Number.isFinite(values[place]), `${type.name} ${bad}`);
      }
    }
  }
});
