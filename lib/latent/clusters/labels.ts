/**
 * One more than the highest label.
 *
 * @throws {RangeError} there are not `count` labels, or one is not an integer in 0–65,535
 */
export function checkLabels(labels: ArrayLike<number>, count: number): number {
  if (labels.length !== count) {
    throw new RangeError(`${count} points need ${count} labels, got ${labels.length}`);
  }
  let classes = 0;
  for (let i = 0; i < count; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] > 0xffff) {
      throw new RangeError(`label ${i} must be an integer in 0–65535, got ${labels[i]}`);
    }
    classes = Math.max(classes, labels[i] + 1);
  }
  return classes;
}

/**
 * The share of labels that were guessed.
 *
 * @throws {RangeError} there are not as many of both, or none
 */
export function accuracy(labels: ArrayLike<number>, guesses: ArrayLike<number>): number {
  checkLabels(labels, guesses.length);
  if (labels.length === 0) throw new RangeError("accuracy needs at least one label, got 0");
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === guesses[i]) right++;
  return right / labels.length;
}
