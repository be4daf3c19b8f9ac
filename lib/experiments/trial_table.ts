import pl from "nodejs-polars";
import type { Metric } from "../evaluation/mod.ts";
import type { Trial } from "./trial.ts";

const FIGURES: readonly (Metric | "deadUnits")[] = [
  "bce",
  "mse",
  "psnr",
  "ssim",
  "pixelAccuracy",
  "deadUnits",
];

/**
 * One row a trial: its variant, seed and figures.
 *
 * @throws {RangeError} there are no trials
 */
export function trialTable(trials: readonly Trial[]): pl.DataFrame {
  if (trials.length === 0) throw new RangeError("there is nothing to show, got 0 trials");
  const column = (name: string, type: pl.DataType, value: (trial: Trial) => string | number) =>
    pl.Series(name, trials.map(value), type);
  return pl.DataFrame([
    column("name", pl.Utf8, ({ name }) => name),
    column("seed", pl.Int64, ({ seed }) => seed),
    column("latent", pl.Int32, ({ evaluation }) => evaluation.latent),
    column("parameters", pl.Int32, ({ parameters }) => parameters),
    ...FIGURES.map((figure) => column(figure, pl.Float64, ({ evaluation }) => evaluation[figure])),
  ]);
}

/**
 * One row a variant, in the order of the trials: the mean of each figure over the seeds, and of the
 * errors the least and greatest.
 *
 * @throws {RangeError} there are no trials
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { denseSpec, Random, runTrials, strokes, trialMeans } from "@autoencoders";
 *
 * const images = strokes(40, new Random(1));
 * const variants = [{ name: "small", network: () => denseSpec({ widths: [], latent: 2 }) }];
 * const options = { train: images, test: images, training: { epochs: 1 }, seeds: [1, 2] };
 * const means = trialMeans(await runTrials(variants, options));
 * deepStrictEqual(means.getColumn("seeds").toArray(), [2]);
 * ```
 */
export function trialMeans(trials: readonly Trial[]): pl.DataFrame {
  if (trials.length === 0) throw new RangeError("there is nothing to show, got 0 trials");
  const groups = [...Map.groupBy(trials, ({ name }) => name).values()];
  const column = (name: string, type: pl.DataType, value: (group: Trial[]) => string | number) =>
    pl.Series(name, groups.map(value), type);
  const values = (group: Trial[], figure: Metric | "deadUnits") =>
    group.map(({ evaluation }) => evaluation[figure]);
  return pl.DataFrame([
    column("name", pl.Utf8, ([{ name }]) => name),
    column("seeds", pl.Int32, (group) => group.length),
    column("latent", pl.Int32, ([{ evaluation }]) => evaluation.latent),
    column("parameters", pl.Int32, ([{ parameters }]) => parameters),
    ...FIGURES.map((figure) => column(figure, pl.Float64, (group) => mean(values(group, figure)))),
    column("mseLeast", pl.Float64, (group) => Math.min(...values(group, "mse"))),
    column("mseGreatest", pl.Float64, (group) => Math.max(...values(group, "mse"))),
  ]);
}

/**
 * One figure of all trials, by variant: the values of its seeds, in the order of the trials.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { denseSpec, Random, runTrials, strokes, trialValues } from "@autoencoders";
 *
 * const images = strokes(40, new Random(1));
 * const variants = [{ name: "small", network: () => denseSpec({ widths: [], latent: 2 }) }];
 * const options = { train: images, test: images, training: { epochs: 1 }, seeds: [1, 2] };
 * strictEqual(trialValues(await runTrials(variants, options), "mse").small.length, 2);
 * ```
 */
export function trialValues(
  trials: readonly Trial[],
  figure: Metric | "deadUnits",
): Record<string, number[]> {
  const groups = Map.groupBy(trials, ({ name }) => name);
  return Object.fromEntries(
    [...groups].map(([name, group]) => [name, group.map(({ evaluation }) => evaluation[figure])]),
  );
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
