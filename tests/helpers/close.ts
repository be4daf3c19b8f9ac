import { ok, strictEqual } from "node:assert/strict";

/** Asserts that two lists are equally long and that their numbers differ by at most `tolerance`. */
export function close(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  strictEqual(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    ok(Math.abs(actual[i] - expected[i]) <= tolerance, `${i}: ${actual[i]} is not ${expected[i]}`);
  }
}
