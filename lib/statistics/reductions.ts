/** Whether no value is NaN or infinite. */
export function allFinite(values: ArrayLike<number>): boolean {
  if (values instanceof Float32Array) return allFloatsFinite(values);
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** Weights and states of a training run: a loop that sees one type of array takes a tenth of the time. */
function allFloatsFinite(values: Float32Array): boolean {
  let sum = 0; // 0 · x is NaN if x is NaN or infinite
  for (let i = 0; i < values.length; i++) sum += 0 * values[i];
  return sum === 0;
}

/** The sum; NaN if a value is NaN (d3-array's sum() skips NaN). */
export function sum(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** The arithmetic mean; NaN if there are no values or one is NaN. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/**
 * The value below which the fraction `level` of sorted values lies, interpolated linearly between
 * neighbours (NumPy's default).
 *
 * @throws {RangeError} the level is not in 0–1, or there are no values
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { quantile } from "./reductions.ts";
 *
 * strictEqual(quantile([1, 2, 4, 8], 0.5), 3);
 * ```
 */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  if (!(level >= 0 && level <= 1)) throw new RangeError(`level must be in 0–1, got ${level}`);
  if (sorted.length === 0) throw new RangeError("a quantile needs at least one value, got none");
  const place = level * (sorted.length - 1), below = Math.floor(place);
  const lower = sorted[below], upper = sorted[Math.min(below + 1, sorted.length - 1)];
  // A PSNR may be Infinity, and 0 · Infinity is NaN.
  return place === below || lower === upper ? lower : lower + (place - below) * (upper - lower);
}

/** The index of the largest value in each row of n · `columns` numbers; the first one on a tie. */
export function rowArgmax(values: Float32Array | Float64Array, columns: number): Int32Array {
  return Int32Array.from({ length: values.length / columns }, (_, i) => {
    const row = values.subarray(i * columns, (i + 1) * columns);
    return row.indexOf(Math.max(...row));
  });
}
