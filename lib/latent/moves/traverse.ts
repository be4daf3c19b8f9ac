import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import type { UnitStatistics } from "../../evaluation/mod.ts";
import { requireInteger, requireList, requireMember } from "../../require.ts";
import { quantile } from "../../statistics/mod.ts";

/**
 * The units of a code in order of descending variance; dead ones come last.
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
export function unitsByVariance(statistics: UnitStatistics): Int32Array {
  requireMember("statistics", statistics, "deviation", "unitStatistics()");
  const { deviation } = statistics;
  const units = Int32Array.from({ length: deviation.length }, (_, i) => i);
  return units.sort((a, b) => deviation[b] - deviation[a] || a - b);
}

/**
 * Evenly spaced values of a unit, from its 1st to its 99th percentile, so that a traversal stays
 * within the values that the unit takes.
 *
 * @param steps the number of values, at least 2
 * @throws {RangeError} unit is not an integer in 0 to k − 1, or steps is not an integer of at least
 * 2
 */
export function unitRange(
  codes: Codes,
  unit: number,
  steps: number,
): Float32Array {
  requireCodes(codes);
  const { values, dimensions: k } = codes;
  requireInteger("unit", unit, 0, k - 1);
  requireInteger("steps", steps, 2);
  const sorted = values.filter((_, i) => i % k === unit).sort();
  const low = quantile(sorted, 0.01), high = quantile(sorted, 0.99);
  return Float32Array.from({ length: steps }, (_, i) => low + (high - low) * i / (steps - 1));
}

/**
 * Copies of a code in which one unit takes each of the values.
 *
 * @param code k numbers
 * @param unit index of the unit that changes
 * @param values the values of that unit
 * @returns one code per value
 * @throws {RangeError} unit is not an integer in 0 to k − 1
 */
export function traverse(
  code: ArrayLike<number>,
  unit: number,
  values: ArrayLike<number>,
): Codes {
  requireList("code", code);
  requireList("values", values);
  const k = code.length;
  requireInteger("unit", unit, 0, k - 1);
  const codes = new Float32Array(values.length * k);
  for (let i = 0; i < values.length; i++) {
    codes.set(code, i * k);
    codes[i * k + unit] = values[i];
  }
  return codesFrom(codes, k);
}
