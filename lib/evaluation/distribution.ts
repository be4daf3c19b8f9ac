import pl from "nodejs-polars";
import type { Evaluation } from "./evaluate.ts";
import type { Metric } from "./per_image.ts";

/**
 * How a figure is spread over the images: one row an evaluation, one column a quantile.
 *
 * @param levels which quantiles, 0–1; {@linkcode quantile} says how they are taken
 * @throws {RangeError} a level is not in 0–1
 */
export function errorDistribution(
  evaluations: readonly Evaluation[],
  metric: Metric = "mse",
  levels: readonly number[] = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1],
): pl.DataFrame {
  const sorted = evaluations.map((one) => one.perImage[metric].toSorted());
  const percent = (level: number) => Number((100 * level).toPrecision(6));
  return pl.DataFrame([
    pl.Series("name", evaluations.map((one) => one.name), pl.Utf8),
    pl.Series("n", evaluations.map((one) => one.n), pl.Int32),
    ...levels.map((level) =>
      pl.Series(
        `${metric} ${percent(level)}%`,
        sorted.map((all) => quantile(all, level)),
        pl.Float64,
      )
    ),
  ]);
}

/**
 * The value below which the share `level` of sorted values lies, interpolated linearly between
 * neighbours (NumPy's default).
 *
 * @throws {RangeError} the level is not in 0–1, or there are no values
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { quantile } from "@autoencoders";
 *
 * strictEqual(quantile([1, 2, 4, 8], 0.5), 3);
 * ```
 */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  if (!(level >= 0 && level <= 1)) throw new RangeError(`level must be in 0–1, got ${level}`);
  if (sorted.length === 0) throw new RangeError("quantiles need at least one value, got 0");
  const place = level * (sorted.length - 1), below = Math.floor(place);
  const lower = sorted[below], upper = sorted[Math.min(below + 1, sorted.length - 1)];
  // A PSNR may be Infinity, which no share of nothing may multiply.
  return place === below || lower === upper ? lower : lower + (place - below) * (upper - lower);
}
