import pl from "nodejs-polars";
import type { Evaluation } from "../evaluate.ts";
import { quantile } from "../../statistics/mod.ts";
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
