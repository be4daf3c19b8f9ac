import type pl from "nodejs-polars";
import { type Codes, requireCodes } from "../codes.ts";
import type { Evaluation } from "./evaluate.ts";
import { emptyMetrics, type ImageMetrics, meanMetrics, METRICS } from "./metrics/per_image.ts";
import { polars } from "../polars.ts";
import { requireArray, requireList, requireMember } from "../require.ts";

/**
 * Compares evaluations, such as those of the untrained network, PCA and the trained model: one row
 * each, in the order given, with the data set, n and seed.
 *
 * `bytesPerCode` is the size of a code in bytes, 4 per number, dead units included.
 *
 * @throws {RangeError} `evaluations` is empty
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
  requireArray("evaluations", evaluations);
  for (let i = 0; i < evaluations.length; i++) {
    requireMember(`evaluation ${i}`, evaluations[i], "perImage", "evaluate()");
  }
  if (evaluations.length === 0) {
    throw new RangeError("compareEvaluations() needs at least 1 evaluation, got 0");
  }
  const pl = polars();
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

/**
 * The metrics of each class: which digits are hard to reconstruct.
 *
 * @param classNames the name of each class; default: its label
 * @returns one row per class that occurs, in ascending order of the labels
 * @throws {RangeError} the evaluated images have no labels
 */
export function perClass(evaluation: Evaluation, classNames: readonly string[] = []): pl.DataFrame {
  requireMember("evaluation", evaluation, "perImage", "evaluate()");
  const { labels, perImage } = evaluation;
  if (!labels) throw new RangeError("perClass() needs images with labels, got none");
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const rows = classes.map((label) => meanMetrics(ofClass(perImage, labels, label)));
  const counts = classes.map((label) => labels.filter((one) => one === label).length);
  const pl = polars();
  return pl.DataFrame([
    pl.Series("class", classes.map((label) => classNames[label] ?? String(label)), pl.Utf8),
    pl.Series("n", counts, pl.Int32),
    ...METRICS.map((metric) => pl.Series(metric, rows.map((row) => row[metric]), pl.Float64)),
  ]);
}

/**
 * The metrics of each image, for tables and files of one's own, such as `perImage(one).writeParquet(file)`.
 *
 * @returns one row per image, in their order: its index, its label if the images have labels, its metrics
 */
export function perImage(evaluation: Evaluation): pl.DataFrame {
  requireMember("evaluation", evaluation, "perImage", "evaluate()");
  const pl = polars();
  const { labels, perImage, n } = evaluation;
  return pl.DataFrame([
    ...indexed(n, labels),
    ...METRICS.map((metric) => pl.Series(metric, [...perImage[metric]], pl.Float64)),
  ]);
}

/**
 * Codes as a data frame, which Polars writes to Parquet, CSV and other files.
 *
 * @param labels the class of each code, such as `images.labels`; default none
 * @returns one row per code, in their order: its index, its label, and its numbers as "z0", "z1" …
 * @throws {RangeError} there is not one label for each code
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { codesFrame, codesFrom } from "@autoencoders";
 *
 * const frame = codesFrame(codesFrom([1, 2, 3, 4], 2), [7, 3]);
 * deepStrictEqual(frame.columns, ["image", "label", "z0", "z1"]);
 * const file = await Deno.makeTempFile({ suffix: ".parquet" });
 * frame.writeParquet(file);
 * await Deno.remove(file);
 * ```
 */
export function codesFrame(codes: Codes, labels?: ArrayLike<number>): pl.DataFrame {
  requireCodes(codes);
  const { values, count, dimensions } = codes;
  if (labels !== undefined) {
    requireList("labels", labels);
    if (labels.length !== count) {
      throw new RangeError(`${count} codes need ${count} labels, got ${labels.length}`);
    }
  }
  const pl = polars();
  const column = (k: number) =>
    Float32Array.from({ length: count }, (_, i) => values[i * dimensions + k]);
  return pl.DataFrame([
    ...indexed(count, labels),
    ...Array.from({ length: dimensions }, (_, k) => pl.Series(`z${k}`, column(k), pl.Float32)),
  ]);
}

/** The columns "image", the index, and, if there are labels, "label". */
function indexed(n: number, labels?: ArrayLike<number>): pl.Series[] {
  const pl = polars();
  const index = pl.Series("image", [...Array(n).keys()], pl.Int32);
  return labels ? [index, pl.Series("label", Array.from(labels), pl.Int32)] : [index];
}

function ofClass(perImage: Readonly<ImageMetrics>, labels: Uint8Array, label: number) {
  const chosen = emptyMetrics(0);
  for (const metric of METRICS) {
    chosen[metric] = perImage[metric].filter((_, i) => labels[i] === label);
  }
  return chosen;
}
