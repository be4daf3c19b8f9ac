import type { Metric } from "../../lib/evaluation/mod.ts";
import type { MeasuredRow, NetworkRecipe, ResultRow } from "@autoencoders/results";

/** The columns that are averaged over seeds. */
export type MetricName =
  | Metric
  | "deadUnits"
  | "distortion"
  | "rate"
  | "active"
  | "nats"
  | "bitsPerPixel"
  | "importanceNats"
  | "importanceBitsPerPixel";

/** All rows of one network on one data set, whatever their seeds; reduced runs apart from full ones. */
export interface Summary<Row extends MeasuredRow = ResultRow> {
  name: string;
  data: string;
  /** how the runs depart from their recipe, if they do */
  reduced?: string;
  rows: Row[];
  /** in ascending order */
  seeds: number[];
}

/** Groups rows by network, data set and reduction. */
export function summarize<Row extends MeasuredRow>(rows: readonly Row[]): Summary<Row>[] {
  const groups = Map.groupBy(rows, ({ name, data, reduced }) => [name, data, reduced].join("\n"));
  return [...groups.values()].map((rows) => {
    const [{ name, data, reduced }] = rows;
    const seeds = rows.flatMap(({ seed }) => seed === undefined ? [] : [seed]);
    return { name, data, reduced, rows, seeds: seeds.toSorted((a, b) => a - b) };
  });
}

/** The mean of a metric over the rows, and the standard deviation (n − 1), undefined for one row. */
export function meanOf<Row extends MeasuredRow>(
  { rows }: Summary<Row>,
  metric: MetricName & keyof Row,
): { mean: number; deviation?: number } {
  const values = rows.map((row) => row[metric] as number);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** "0.0465 ± 0.0003", or the mean alone if there is no spread. */
export function formatMean<Row extends MeasuredRow>(
  summary: Summary<Row>,
  metric: MetricName & keyof Row,
): string {
  const { mean, deviation } = meanOf(summary, metric);
  const text = formatMetric(metric, mean);
  if (deviation === undefined || deviation === 0) return text;
  const decimals = text.split(".")[1]?.length ?? 0;
  return `${text} ± ${deviation.toFixed(decimals)}`;
}

/** A value with enough decimals for about three digits of its usual size. */
export function formatMetric(metric: MetricName, value: number): string {
  switch (metric) {
    case "bce":
    case "mse":
      return value.toFixed(value < 0.01 ? 5 : 4);
    case "deadUnits":
    case "active":
      return value.toFixed(Number.isInteger(value) ? 0 : 1);
    case "distortion":
    case "rate":
      return value.toFixed(1);
    case "psnr":
    case "nats":
    case "importanceNats":
      return value.toFixed(2);
    case "ssim":
      return value.toFixed(3);
    case "pixelAccuracy":
    case "bitsPerPixel":
    case "importanceBitsPerPixel":
      return value.toFixed(4);
  }
}

/** The summaries that have a recipe, in the order of the recipes. */
export function inRecipeOrder<R extends NetworkRecipe, Row extends MeasuredRow>(
  summaries: readonly Summary<Row>[],
  recipes: readonly R[],
): { recipe: R; summary: Summary<Row> }[] {
  return recipes.flatMap((recipe) =>
    summaries.filter(({ name }) => name === recipe.name).map((summary) => ({ recipe, summary }))
  );
}
