import pl from "nodejs-polars";
import type { Evaluation } from "./evaluate.ts";
import { METRICS } from "./metrics/per_image.ts";

/**
 * One table of many evaluations, a row each, in the order given: the untrained network, PCA and the
 * trained model side by side, with the data, n and seed that the figures need to mean anything.
 *
 * `bytesPerCode` is a code as stored, 4 bytes a number, dead units included.
 *
 * @throws {RangeError} there is nothing to compare
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { compareEvaluations, evaluate, fitPca, imageSet } from "@autoencoders";
 *
 * const images = imageSet(new Uint8Array([0, 0, 0, 255, 255, 0]), { height: 1, width: 2 });
 * const pca = fitPca(images, 2);
 * const rows = [pca.withComponents(1), pca].map((coder) => evaluate(coder, images));
 * deepStrictEqual(compareEvaluations(rows).getColumn("name").toArray(), ["PCA-1", "PCA-2"]);
 * ```
 */
export function compareEvaluations(evaluations: readonly Evaluation[]): pl.DataFrame {
  if (evaluations.length === 0) throw new RangeError("there is nothing to compare, got 0 rows");
  const column = <T>(name: string, type: pl.DataType, value: (one: Evaluation) => T) =>
    pl.Series(name, evaluations.map(value), type);
  return pl.DataFrame([
    column("name", pl.Utf8, (one) => one.name),
    column("data", pl.Utf8, (one) => one.data ?? null),
    column("n", pl.Int32, (one) => one.n),
    column("seed", pl.Int64, (one) => one.seed ?? null),
    column("latent", pl.Int32, (one) => one.latent),
    column("deadUnits", pl.Int32, (one) => one.deadUnits),
    column("bytesPerCode", pl.Int32, (one) => 4 * one.latent),
    ...METRICS.map((metric) => column(metric, pl.Float64, (one) => one[metric])),
  ]);
}
