import pl from "nodejs-polars";
import type { Evaluation } from "../evaluate.ts";
import { type ImageFigures, imageFigures, meanFigures, METRICS } from "./per_image.ts";

/**
 * The figures of each class: which digits a coder finds hard.
 *
 * @param classNames what each label stands for; the label itself where that is not told
 * @returns one row a class that occurs, in the order of the labels
 * @throws {RangeError} the images that were evaluated had no labels
 */
export function perClass(evaluation: Evaluation, classNames: readonly string[] = []): pl.DataFrame {
  const { labels, perImage } = evaluation;
  if (!labels) throw new RangeError("a table by class needs images with labels, got none");
  const classes = [...new Set(labels)].sort((a, b) => a - b);
  const rows = classes.map((label) => meanFigures(ofClass(perImage, labels, label)));
  const counts = classes.map((label) => labels.filter((one) => one === label).length);
  return pl.DataFrame([
    pl.Series("class", classes.map((label) => classNames[label] ?? String(label)), pl.Utf8),
    pl.Series("n", counts, pl.Int32),
    ...METRICS.map((metric) => pl.Series(metric, rows.map((row) => row[metric]), pl.Float64)),
  ]);
}

function ofClass(perImage: Readonly<ImageFigures>, labels: Uint8Array, label: number) {
  const figures = imageFigures(0);
  for (const metric of METRICS) {
    figures[metric] = perImage[metric].filter((_, i) => labels[i] === label);
  }
  return figures;
}
