import { requireInteger, requireList } from "../../require.ts";

/**
 * The number of classes of `count` points: one more than the highest label.
 *
 * @throws {RangeError} the number of labels is not `count`, or a label is not an integer in
 * 0–65,535
 */
export function countClasses(labels: ArrayLike<number>, count: number): number {
  if (labels.length !== count) {
    throw new RangeError(`${count} points need ${count} labels, got ${labels.length}`);
  }
  let classes = 0;
  for (let i = 0; i < count; i++) {
    requireInteger(`label ${i}`, labels[i], 0, 0xffff);
    classes = Math.max(classes, labels[i] + 1);
  }
  return classes;
}

/**
 * The fraction of labels that were predicted correctly.
 *
 * @throws {RangeError} the lengths differ or are 0
 */
export function accuracy(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  requireList("labels", labels);
  requireList("predictions", predictions);
  countClasses(labels, predictions.length);
  if (labels.length === 0) throw new RangeError("accuracy needs at least one label, got none");
  let correct = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === predictions[i]) correct++;
  return correct / labels.length;
}
