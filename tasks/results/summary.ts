import type { ResultRow } from "@autoencoders/results";

/** The figures of a table that are averaged over seeds. */
export const averaged = [
  "bce",
  "mse",
  "psnr",
  "ssim",
  "pixelAccuracy",
  "deadUnits",
] as const;
export type Averaged = typeof averaged[number];

/** A figure over several seeds. */
export interface Spread {
  mean: number;
  /** standard deviation over the seeds, of n − 1; undefined for one seed */
  deviation?: number;
}

/** All rows of one network on one data set. */
export interface Summary {
  name: string;
  data: string;
  rows: ResultRow[];
  seeds: number[];
  figures: Record<Averaged, Spread>;
  /** what was less than its recipe says, where anything was */
  reduced?: string;
}

/** Puts the rows of each network together, whatever their seeds; reduced runs apart from full ones. */
export function summarize(rows: readonly ResultRow[]): Summary[] {
  const groups = Map.groupBy(rows, ({ name, data, reduced }) => [name, data, reduced].join("\n"));
  return [...groups.values()].map((rows) => {
    const [{ name, data, reduced }] = rows;
    const seeds = rows.flatMap(({ seed }) => seed === undefined ? [] : [seed]);
    const figures = Object.fromEntries(
      averaged.map((figure) => [figure, spread(rows.map((row) => row[figure]))]),
    ) as Record<Averaged, Spread>;
    return { name, data, rows, seeds: seeds.toSorted((a, b) => a - b), figures, reduced };
  });
}

function spread(values: number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
