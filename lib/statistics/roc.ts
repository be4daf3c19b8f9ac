/** How well a score separates anomalies from in-distribution data, at every threshold. */
export interface RocCurve {
  /** the fraction of in-distribution data flagged as anomalies, ascending from 0 to 1 */
  readonly falsePositiveRate: Float64Array;
  /** the fraction of anomalies detected, ascending from 0 to 1 */
  readonly truePositiveRate: Float64Array;
  /** scores at or above the threshold count as anomalies; the first threshold is Infinity */
  readonly thresholds: Float64Array;
  /**
   * the area under the curve: the probability that an anomaly scores above in-distribution data,
   * ties counted as ½
   */
  readonly auc: number;
}

/**
 * The receiver operating characteristic of scores that should be higher for anomalies, such as the
 * reconstruction error of each image (`evaluate(…).perImage.mse`).
 *
 * @param scores n numbers
 * @param anomalies n flags: true for an anomaly
 * @throws {RangeError} the lengths differ, a score is NaN, or all or none of the flags are true
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { rocCurve } from "./roc.ts";
 *
 * const { auc } = rocCurve([0.1, 0.4, 0.3, 0.8], [false, false, true, true]);
 * strictEqual(auc, 0.75); // of four pairs, one is in the wrong order
 * ```
 */
export function rocCurve(scores: ArrayLike<number>, anomalies: ArrayLike<boolean>): RocCurve {
  const n = scores.length;
  if (anomalies.length !== n) {
    throw new RangeError(`${n} scores need ${n} flags, got ${anomalies.length}`);
  }
  let positives = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(scores[i])) throw new RangeError(`score ${i} is NaN`);
    if (anomalies[i]) positives++;
  }
  if (positives === 0 || positives === n) {
    throw new RangeError(
      `scores must be of both anomalies and other data, got ${positives} anomalies in ${n}`,
    );
  }
  const order = Int32Array.from({ length: n }, (_, i) => i);
  // Compared, not subtracted: Infinity − Infinity is NaN.
  order.sort((a, b) => scores[a] === scores[b] ? 0 : scores[a] > scores[b] ? -1 : 1);
  const falseRate = [0], trueRate = [0], thresholds = [Infinity];
  let detected = 0, falseAlarms = 0, area = 0;
  for (let start = 0; start < n;) {
    const score = scores[order[start]], alarmsBefore = falseAlarms, detectedBefore = detected;
    for (; start < n && scores[order[start]] === score; start++) {
      if (anomalies[order[start]]) detected++;
      else falseAlarms++;
    }
    area += (falseAlarms - alarmsBefore) * (detected + detectedBefore) / 2;
    falseRate.push(falseAlarms / (n - positives));
    trueRate.push(detected / positives);
    thresholds.push(score);
  }
  return {
    falsePositiveRate: Float64Array.from(falseRate),
    truePositiveRate: Float64Array.from(trueRate),
    thresholds: Float64Array.from(thresholds),
    auc: area / (positives * (n - positives)),
  };
}
