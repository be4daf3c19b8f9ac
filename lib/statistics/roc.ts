/** How a score parts two kinds at every threshold. */
export interface RocCurve {
  /** share of the ordinary that are taken for anomalies, from 0 to 1 */
  readonly falsePositiveRate: Float64Array;
  /** share of the anomalies that are found, from 0 to 1 */
  readonly truePositiveRate: Float64Array;
  /** from this score on all count as anomalies; the first is Infinity: none does */
  readonly thresholds: Float64Array;
  /** the area under the curve: the chance that an anomaly scores above an ordinary one, ties half */
  readonly auc: number;
}

/**
 * The receiver operating characteristic of scores that ought to be higher for anomalies, such as
 * each image's reconstruction error (`evaluate(…).perImage.mse`).
 *
 * @param scores a number each
 * @param anomalies whether each is one
 * @throws {RangeError} there are not as many of both, a score is NaN, or one kind is missing
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { rocCurve } from "./roc.ts";
 *
 * const { auc } = rocCurve([0.1, 0.4, 0.3, 0.8], [false, false, true, true]);
 * strictEqual(auc, 0.75); // of four pairs, one is the wrong way round
 * ```
 */
export function rocCurve(scores: ArrayLike<number>, anomalies: ArrayLike<boolean>): RocCurve {
  const n = scores.length;
  if (anomalies.length !== n) {
    throw new RangeError(`${n} scores need ${n} kinds, got ${anomalies.length}`);
  }
  let positives = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(scores[i])) throw new RangeError(`score ${i} is NaN`);
    if (anomalies[i]) positives++;
  }
  if (positives === 0 || positives === n) {
    throw new RangeError(`a curve needs both kinds, got ${positives} anomalies among ${n}`);
  }
  const order = Int32Array.from({ length: n }, (_, i) => i);
  // Compared, not subtracted: Infinity − Infinity is no order.
  order.sort((a, b) => scores[a] === scores[b] ? 0 : scores[a] > scores[b] ? -1 : 1);
  const falseRate = [0], trueRate = [0], thresholds = [Infinity];
  let found = 0, wrong = 0, area = 0;
  for (let start = 0; start < n;) {
    const score = scores[order[start]], before = [wrong, found];
    for (; start < n && scores[order[start]] === score; start++) {
      if (anomalies[order[start]]) found++;
      else wrong++;
    }
    area += (wrong - before[0]) * (found + before[1]) / 2;
    falseRate.push(wrong / (n - positives));
    trueRate.push(found / positives);
    thresholds.push(score);
  }
  return {
    falsePositiveRate: Float64Array.from(falseRate),
    truePositiveRate: Float64Array.from(trueRate),
    thresholds: Float64Array.from(thresholds),
    auc: area / (positives * (n - positives)),
  };
}
