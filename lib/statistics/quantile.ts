/**
 * The value below which the share `level` of sorted values lies, interpolated linearly between
 * neighbours (NumPy's default).
 *
 * @throws {RangeError} the level is not in 0–1, or there are no values
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { quantile } from "./quantile.ts";
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
