import { deepStrictEqual } from "node:assert/strict";
import { logTicks, paddedRange } from "../../../lib/figures/style/ticks.ts";

Deno.test("logTicks() are 1, 2 and 5 times powers of ten, or the powers alone over many of them", () => {
  deepStrictEqual(logTicks(-2, -0.6), [0.01, 0.02, 0.05, 0.1, 0.2]);
  deepStrictEqual(logTicks(-5, 0), [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1]);
});

Deno.test("logTicks() are evenly spaced round numbers in a range narrower than a factor of two", () => {
  deepStrictEqual(logTicks(Math.log10(0.0215), Math.log10(0.0425)), [0.025, 0.03, 0.035, 0.04]);
});

Deno.test("paddedRange() extends both ends, also for a single value and for no values", () => {
  deepStrictEqual(paddedRange([4, 0, 2], 0.25), [-1, 5]);
  deepStrictEqual(paddedRange([8], 0.25), [6, 10]);
  deepStrictEqual(paddedRange([0], 0.25), [-0.25, 0.25]);
  deepStrictEqual(paddedRange([], 0.25), [-0.25, 1.25]);
});
