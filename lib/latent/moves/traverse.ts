import { type Codes, codesFrom } from "../../codes.ts";
import type { UnitStatistics } from "../../evaluation/mod.ts";
import { quantile } from "../../statistics/mod.ts";

/**
 * The units of a code, the one that varies most first; dead ones come last.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { codesFrom, unitsByVariance, unitStatistics } from "@autoencoders";
 *
 * const codes = codesFrom([0, 1, 7, 0, 3, 8], 3); // two codes of three numbers
 * deepStrictEqual([...unitsByVariance(unitStatistics(codes))], [1, 2, 0]);
 * ```
 */
export function unitsByVariance({ deviation }: UnitStatistics): Int32Array {
  const units = Int32Array.from({ length: deviation.length }, (_, i) => i);
  return units.sort((a, b) => deviation[b] - deviation[a] || a - b);
}

/**
 * The values a unit takes on, evenly spaced from its 1st to its 99th percentile: a ReLU unit is so
 * never asked for a negative value, nor any unit for one it has never had.
 *
 * @param steps how many values, at least 2
 * @throws {RangeError} the unit is not one of the code, or steps is no such integer
 */
export function unitRange(
  { values, dimensions: k }: Codes,
  unit: number,
  steps: number,
): Float32Array {
  checkUnit(unit, k);
  if (!Number.isSafeInteger(steps) || steps < 2) {
    throw new RangeError(`steps must be an integer of at least 2, got ${steps}`);
  }
  const taken = values.filter((_, i) => i % k === unit).sort();
  const low = quantile(taken, 0.01), high = quantile(taken, 0.99);
  return Float32Array.from({ length: steps }, (_, i) => low + (high - low) * i / (steps - 1));
}

/**
 * Copies of a code in which one unit takes one value after another.
 *
 * @param code k numbers
 * @param unit which of them
 * @param values what it becomes
 * @returns as many codes as values
 * @throws {RangeError} the unit is not one of the code
 */
export function traverse(
  code: ArrayLike<number>,
  unit: number,
  values: ArrayLike<number>,
): Codes {
  const k = code.length;
  checkUnit(unit, k);
  const codes = new Float32Array(values.length * k);
  for (let i = 0; i < values.length; i++) {
    codes.set(code, i * k);
    codes[i * k + unit] = values[i];
  }
  return codesFrom(codes, k);
}

function checkUnit(unit: number, k: number): void {
  if (!Number.isSafeInteger(unit) || unit < 0 || unit >= k) {
    throw new RangeError(`unit must be an integer in 0–${k - 1}, got ${unit}`);
  }
}
