import type { Codes } from "../../codes.ts";

/** How the numbers of a code behave over a set of images, unit by unit. */
export interface UnitStatistics {
  readonly mean: Float64Array;
  /** standard deviations, over n */
  readonly deviation: Float64Array;
  /** the units that tell nothing about the image, in ascending order */
  readonly dead: number[];
}

/**
 * A unit is dead when its deviation is at most this share of the liveliest unit's, or of its own
 * mean: above the rounding of sums and of a float32, below a unit that answers to one image in a
 * million.
 */
const DEAD_SHARE = 1e-6;

/**
 * Mean and deviation of each code unit, and which units are dead.
 *
 * A ReLU unit dies by never becoming active, a linear one by always giving the same number; either
 * way its value is the same for every image, so a code of 32 numbers with 8 dead ones is really a
 * code of 24. One image alone cannot show what varies: there, a unit is dead where it is 0.
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
export function unitStatistics({ values, count: n, dimensions: k }: Codes): UnitStatistics {
  const mean = new Float64Array(k), deviation = new Float64Array(k);
  for (let i = 0; i < values.length; i++) mean[i % k] += values[i] / n;
  for (let i = 0; i < values.length; i++) deviation[i % k] += (values[i] - mean[i % k]) ** 2 / n;
  let liveliest = 0;
  for (let unit = 0; unit < k; unit++) {
    deviation[unit] = Math.sqrt(deviation[unit]);
    liveliest = Math.max(liveliest, deviation[unit]);
  }
  const dead: number[] = [];
  for (let unit = 0; unit < k; unit++) {
    const still = DEAD_SHARE * Math.max(liveliest, Math.abs(mean[unit]));
    if (n === 1 ? values[unit] === 0 : deviation[unit] <= still) dead.push(unit);
  }
  return { mean, deviation, dead };
}
