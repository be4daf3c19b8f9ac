import { type ImageSet, requireImages } from "../../images.ts";
import { type RocCurve, rocCurve } from "../../statistics/mod.ts";
import { requireFunction, requireRecord } from "../../require.ts";

/** A score for each image, higher for anomalies: a reconstruction error, or −ELBO. */
export type AnomalyScore = (images: ImageSet) => ArrayLike<number>;

/** The result of one anomaly score: how well it separates anomalies from in-distribution images. */
export interface Detection {
  readonly name: string;
  readonly curve: RocCurve;
  /** the scores of the in-distribution images, then of the anomalies */
  readonly scores: readonly [Float64Array, Float64Array];
}

/**
 * Compares anomaly scores: each is computed for both sets, and its ROC curve shows how well it
 * separates them.
 *
 * @param scores by name
 * @param inDistribution held-out images of the kind used for training
 * @param anomalies images of another kind
 * @throws {RangeError} a score does not return one number per image
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { detectAnomalies, imageSet } from "@autoencoders";
 *
 * const [dark, bright] = [[0, 1, 2], [9, 8]].map((pixels) =>
 *   imageSet(new Uint8Array(pixels), { height: 1, width: 1 })
 * );
 * const [detection] = detectAnomalies({ brightness: (images) => images.pixels }, dark, bright);
 * strictEqual(detection.curve.auc, 1);
 * ```
 */
export function detectAnomalies(
  scores: Readonly<Record<string, AnomalyScore>>,
  inDistribution: ImageSet,
  anomalies: ImageSet,
): Detection[] {
  requireRecord("scores", scores);
  for (const [name, score] of Object.entries(scores)) requireFunction(`score ${name}`, score);
  requireImages(inDistribution, "inDistribution");
  requireImages(anomalies, "anomalies");
  return Object.entries(scores).map(([name, score]) => {
    const [low, high] = [inDistribution, anomalies].map((images) => {
      const values = Float64Array.from(score(images));
      if (values.length !== images.count) {
        throw new RangeError(`${name} must score ${images.count} images, got ${values.length}`);
      }
      return values;
    });
    const flags = Array.from({ length: low.length + high.length }, (_, i) => i >= low.length);
    return { name, curve: rocCurve([...low, ...high], flags), scores: [low, high] };
  });
}
