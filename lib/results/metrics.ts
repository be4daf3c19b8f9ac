import type { Evaluation } from "../evaluation/mod.ts";

/** The metrics of a row of results.json, part of the file format; an evaluation may have more. */
export const rowMetricNames = ["bce", "mse", "psnr", "ssim", "pixelAccuracy"] as const;

/** One of {@linkcode rowMetricNames}. */
export type RowMetric = typeof rowMetricNames[number];

/** Whether lower values of a metric are better. */
export function lowerIsBetter(metric: RowMetric): boolean {
  return metric === "bce" || metric === "mse";
}

/** The fields of a row that come from an evaluation. */
export function evaluatedFields(evaluation: Evaluation) {
  const { n, latent, deadUnits } = evaluation;
  const metrics = Object.fromEntries(
    rowMetricNames.map((metric) => [metric, sixDigits(evaluation[metric])]),
  ) as Record<RowMetric, number>;
  return { n, latent, ...metrics, deadUnits, bytesPerCode: 4 * latent };
}

/** A number rounded to the six digits that rows have. */
export function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}
