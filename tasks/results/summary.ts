import type { MeasuredRow, NetworkRecipe, ResultRow, RowMetric } from "@autoencoders/results";
// @ts-types="@types/d3-array"
import { deviation, mean } from "d3-array";

interface Column {
  label: string;
  /** decimals of a value: enough for about three digits of its usual size */
  decimals: (value: number) => number;
}

const errorDecimals = (value: number) => value < 0.01 ? 5 : 4;
const countDecimals = (value: number) => Number.isInteger(value) ? 0 : 1;
const column = (label: string, decimals: number): Column => ({ label, decimals: () => decimals });

/** The columns that are averaged over seeds. */
export const columns = {
  bce: { label: "BCE", decimals: errorDecimals },
  mse: { label: "MSE", decimals: errorDecimals },
  psnr: column("PSNR", 2),
  ssim: column("SSIM", 3),
  pixelAccuracy: column("pixel accuracy", 4),
  deadUnits: { label: "dead units", decimals: countDecimals },
  distortion: column("distortion", 1),
  rate: column("rate", 1),
  nats: column("−ELBO", 2),
  bitsPerPixel: column("bits per pixel", 4),
  importanceNats: column("importance-weighted", 2),
  importanceBitsPerPixel: column("bits per pixel", 4),
  active: { label: "active units", decimals: countDecimals },
} satisfies Record<RowMetric, Column> & Record<string, Column>;

/** The name of one of {@linkcode columns}. */
export type ColumnName = keyof typeof columns;

/** All rows of one network on one data set, whatever their seeds; reduced runs apart from full ones. */
export interface Summary<Row extends MeasuredRow = ResultRow> {
  name: string;
  data: string;
  /** how the runs deviate from their recipe, if they do */
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
  metric: ColumnName & keyof Row,
): { mean: number; deviation?: number } {
  const values = rows.map((row) => row[metric] as number);
  return { mean: mean(values)!, deviation: deviation(values) };
}

/** "0.0465 ± 0.0003", or the mean alone if there is no spread. */
export function formatMean<Row extends MeasuredRow>(
  summary: Summary<Row>,
  metric: ColumnName & keyof Row,
): string {
  const { mean, deviation } = meanOf(summary, metric);
  const text = formatMetric(metric, mean);
  if (deviation === undefined || deviation === 0) return text;
  const decimals = text.split(".")[1]?.length ?? 0;
  return `${text} ± ${deviation.toFixed(decimals)}`;
}

/** A value with the decimals of its column. */
export function formatMetric(metric: ColumnName, value: number): string {
  return value.toFixed(columns[metric].decimals(value));
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
