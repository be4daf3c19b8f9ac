import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import { countClasses } from "../clusters/labels.ts";
import { requireList } from "../../require.ts";

/**
 * The sum of codes minus the sum of others: a seven, plus the mean seven with a bar, minus the mean
 * seven without, may decode to the same seven with a bar.
 *
 * @param plus codes of k numbers to add
 * @param minus codes of k numbers to subtract
 * @throws {RangeError} `plus` is empty, or the lengths of the codes differ
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
  requireList("plus", plus);
  requireList("minus", minus);
  if (plus.length === 0) {
    throw new RangeError("addCodes() needs at least one code to add, got none");
  }
  const k = plus[0].length, sum = new Float64Array(k);
  [...plus, ...minus].forEach((code, index) => {
    if (code.length !== k) {
      throw new RangeError(`codes of ${k} and ${code.length} numbers cannot be added`);
    }
    const sign = index < plus.length ? 1 : -1;
    for (let i = 0; i < k; i++) sum[i] += sign * code[i];
  });
  return codesFrom(sum, k);
}

/**
 * Shifts every code by the same offset.
 *
 * @param offset k numbers, such as the mean code of one class minus that of another
 * @returns n × k codes
 * @throws {RangeError} the offset does not have k numbers
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { codesFrom, shiftCodes } from "@autoencoders";
 *
 * deepStrictEqual([...shiftCodes(codesFrom([0, 0, 5, 5], 2), [1, -1]).values], [1, -1, 6, 4]);
 * ```
 */
export function shiftCodes(codes: Codes, offset: ArrayLike<number>): Codes {
  requireCodes(codes);
  requireList("offset", offset);
  const { values, dimensions: k } = codes;
  if (offset.length !== k) {
    throw new RangeError(`the offset must have ${k} numbers, got ${offset.length}`);
  }
  return codesFrom(values.map((value, i) => value + offset[i % k]), k);
}

/**
 * The mean code of each class.
 *
 * @param labels the class of each code
 * @returns one code per class from 0 to the highest
 * @throws {RangeError} the numbers of labels and codes differ, or a class below the highest has no
 * codes
 */
export function classMeans(
  codes: Codes,
  labels: ArrayLike<number>,
): Codes {
  requireCodes(codes);
  requireList("labels", labels);
  const { values, count, dimensions: k } = codes;
  const classes = countClasses(labels, count);
  const sums = new Float64Array(classes * k), sizes = new Int32Array(classes);
  for (let i = 0; i < count; i++) {
    sizes[labels[i]]++;
    for (let j = 0; j < k; j++) sums[labels[i] * k + j] += values[i * k + j];
  }
  const empty = sizes.indexOf(0);
  if (empty >= 0) throw new RangeError(`class ${empty} has no codes, so it has no mean`);
  return codesFrom(sums.map((sum, i) => sum / sizes[Math.floor(i / k)]), k);
}
