import { type Codes, requireCodes } from "../../codes.ts";

/** Statistics of each code unit over a set of images: k numbers each. */
export interface UnitStatistics {
  readonly mean: Float64Array;
  /** standard deviations, dividing by n */
  readonly deviation: Float64Array;
  /** the units with the same value for all images, in ascending order */
  readonly dead: number[];
}

/**
 * A unit is dead if its deviation is at most this fraction of the largest deviation or of the
 * unit's mean: more than the rounding errors of float32 and of the sums, less than the deviation of
 * a unit that responds to one image in a million.
 */
const DEAD_SHARE = 1e-6;

/**
 * Mean and standard deviation of each code unit, and which units are dead.
 *
 * A dead ReLU unit is never active, a dead linear unit always returns the same number. Either way
 * it carries no information about the image: a code of 32 numbers with 8 dead units is in fact a
 * code of 24. A single image shows no variation, so its dead units are those that are 0.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { codesFrom, unitStatistics } from "@autoencoders";
 *
 * const codes = codesFrom([0, 1, 7, 0, 3, 7], 3); // two codes of three numbers
 * deepStrictEqual(unitStatistics(codes).dead, [0, 2]);
 * ```
 */
export function unitStatistics(codes: Codes): UnitStatistics {
  requireCodes(codes);
  const { values, count: n, dimensions: k } = codes;
  const mean = new Float64Array(k), deviation = new Float64Array(k);
  for (let i = 0; i < values.length; i++) mean[i % k] += values[i] / n;
  for (let i = 0; i < values.length; i++) deviation[i % k] += (values[i] - mean[i % k]) ** 2 / n;
  let largest = 0;
  for (let unit = 0; unit < k; unit++) {
    deviation[unit] = Math.sqrt(deviation[unit]);
    largest = Math.max(largest, deviation[unit]);
  }
  const dead: number[] = [];
  for (let unit = 0; unit < k; unit++) {
    const negligible = DEAD_SHARE * Math.max(largest, Math.abs(mean[unit]));
    if (n === 1 ? values[unit] === 0 : deviation[unit] <= negligible) dead.push(unit);
  }
  return { mean, deviation, dead };
}
