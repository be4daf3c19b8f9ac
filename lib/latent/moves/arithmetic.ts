import { type Codes, codesFrom } from "../../codes.ts";
import { checkLabels } from "../clusters/labels.ts";

/**
 * The sum of codes less the sum of others: the mean seven with a bar, less the mean seven, plus this
 * one, may be this one with a bar.
 *
 * @param plus codes of k numbers to add up
 * @param minus codes to take away
 * @throws {RangeError} there is nothing to add, or the codes are not all as long
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { addCodes } from "@autoencoders";
 *
 * deepStrictEqual([...addCodes([[1, 2], [3, 4]], [[1, 1]]).values], [3, 5]);
 * ```
 */
export function addCodes(
  plus: readonly ArrayLike<number>[],
  minus: readonly ArrayLike<number>[] = [],
): Codes {
  if (plus.length === 0) throw new RangeError("there must be at least one code to add, got 0");
  const k = plus[0].length, sum = new Float64Array(k);
  for (const [codes, sign] of [[plus, 1], [minus, -1]] as const) {
    for (const code of codes) {
      if (code.length !== k) {
        throw new RangeError(`codes of ${k} and ${code.length} numbers cannot be added`);
      }
      for (let i = 0; i < k; i++) sum[i] += sign * code[i];
    }
  }
  return codesFrom(sum, k);
}

/**
 * Codes that have all gone the same way.
 *
 * @param way k numbers, such as the mean code of one class less that of another
 * @returns n × k, each code plus `way`
 * @throws {RangeError} the way is not as long as a code
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { codesFrom, shiftCodes } from "@autoencoders";
 *
 * deepStrictEqual([...shiftCodes(codesFrom([0, 0, 5, 5], 2), [1, -1]).values], [1, -1, 6, 4]);
 * ```
 */
export function shiftCodes({ values, dimensions: k }: Codes, way: ArrayLike<number>): Codes {
  if (way.length !== k) throw new RangeError(`the way must have ${k} numbers, got ${way.length}`);
  return codesFrom(values.map((value, i) => value + way[i % k]), k);
}

/**
 * The mean code of each class.
 *
 * @param labels a class for each code
 * @returns one code for each class from 0 to the highest
 * @throws {RangeError} there are not as many labels as codes, or a class in between has no codes
 */
export function classMeans(
  { values, count, dimensions: k }: Codes,
  labels: ArrayLike<number>,
): Codes {
  const classes = checkLabels(labels, count);
  const sums = new Float64Array(classes * k), sizes = new Int32Array(classes);
  for (let i = 0; i < count; i++) {
    sizes[labels[i]]++;
    for (let j = 0; j < k; j++) sums[labels[i] * k + j] += values[i * k + j];
  }
  const empty = sizes.indexOf(0);
  if (empty >= 0) throw new RangeError(`class ${empty} has no codes, so it has no mean`);
  return codesFrom(sums.map((sum, i) => sum / sizes[Math.floor(i / k)]), k);
}
