import type pl from "nodejs-polars";
import { polars } from "../polars.ts";
import { type Metric, METRICS } from "../evaluation/mod.ts";
import { mean } from "../statistics/mod.ts";
import type { Trial } from "./trial.ts";
import { requireArray, requireMember } from "../require.ts";

/** A number that a trial is judged by. */
type Measure = Metric | "deadUnits";

/**
 * Summarises the trials of each variant: the mean of each metric over the seeds, and the least and
 * greatest MSE.
 *
 * @returns one row per variant, in the order of the trials
 * @throws {RangeError} `trials` is empty
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
  requireTrials(trials);
  if (trials.length === 0) throw new RangeError("trialMeans() needs at least 1 trial, got 0");
  const groups = byVariant(trials);
  const pl = polars();
  const column = (name: string, type: pl.DataType, value: (group: Trial[]) => string | number) =>
    pl.Series(name, groups.map(value), type);
  return pl.DataFrame([
    column("name", pl.Utf8, ([{ name }]) => name),
    column("seeds", pl.Int32, (group) => group.length),
    column("latent", pl.Int32, ([{ evaluation }]) => evaluation.latent),
    column("parameters", pl.Int32, ([{ parameters }]) => parameters),
    ...[...METRICS, "deadUnits" as const].map((measure) =>
      column(measure, pl.Float64, (group) => mean(valuesOf(group, measure)))
    ),
    column("mseLeast", pl.Float64, (group) => Math.min(...valuesOf(group, "mse"))),
    column("mseGreatest", pl.Float64, (group) => Math.max(...valuesOf(group, "mse"))),
  ]);
}

/**
 * One metric of all trials: for each variant the values of its seeds, in the order of the trials.
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
export function trialValues(trials: readonly Trial[], measure: Measure): Record<string, number[]> {
  requireTrials(trials);
  return Object.fromEntries(
    byVariant(trials).map((group) => [group[0].name, valuesOf(group, measure)]),
  );
}

function requireTrials(trials: readonly Trial[]): void {
  requireArray("trials", trials);
  for (let i = 0; i < trials.length; i++) {
    requireMember(`trial ${i}`, trials[i], "evaluation", "runTrials()");
  }
}

function byVariant(trials: readonly Trial[]): Trial[][] {
  return [...Map.groupBy(trials, ({ name }) => name).values()];
}

function valuesOf(trials: readonly Trial[], measure: Measure): number[] {
  return trials.map(({ evaluation }) => evaluation[measure]);
}
