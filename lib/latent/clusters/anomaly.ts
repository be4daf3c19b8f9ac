import pl from "nodejs-polars";
import type { ImageSet } from "../../images.ts";
import { type RocCurve, rocCurve } from "../../statistics/mod.ts";

/** A number for each image, higher for stranger ones: an error, or −ELBO. */
export type AnomalyScore = (images: ImageSet) => ArrayLike<number>;

/** How well one measure of strangeness tells anomalies from ordinary images. */
export interface Detection {
  readonly name: string;
  readonly curve: RocCurve;
  /** of the ordinary images, then of the anomalies */
  readonly scores: readonly [Float64Array, Float64Array];
}

/**
 * Measures what tells anomalies from ordinary images: each measure scores both, and a curve says how
 * far the scores part them.
 *
 * @param measures by name
 * @param ordinary images of the kind that was trained on, but none of those
 * @param anomalies images of another kind
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
  measures: Readonly<Record<string, AnomalyScore>>,
  ordinary: ImageSet,
  anomalies: ImageSet,
): Detection[] {
  return Object.entries(measures).map(([name, measure]) => {
    const [low, high] = [ordinary, anomalies].map((images) => {
      const scores = Float64Array.from(measure(images));
      if (scores.length !== images.count) {
        throw new RangeError(`${name} must score ${images.count} images, got ${scores.length}`);
      }
      return scores;
    });
    const kinds = Array.from({ length: low.length + high.length }, (_, i) => i >= low.length);
    return { name, curve: rocCurve([...low, ...high], kinds), scores: [low, high] };
  });
}

/** One row a measure: its AUC, and the share of anomalies found where 5 % of the others are taken for such. */
export function detectionTable(detections: readonly Detection[]): pl.DataFrame {
  if (detections.length === 0) throw new RangeError("there is nothing to compare, got 0 rows");
  const number = (name: string, value: (one: Detection) => number) =>
    pl.Series(name, detections.map(value), pl.Float64);
  const counts = (name: string, kind: 0 | 1) =>
    pl.Series(name, detections.map(({ scores }) => scores[kind].length), pl.Int32);
  return pl.DataFrame([
    pl.Series("name", detections.map(({ name }) => name), pl.Utf8),
    counts("ordinary", 0),
    counts("anomalies", 1),
    number("auc", ({ curve }) => curve.auc),
    number("foundAt5%", ({ curve }) => foundAt(curve, 0.05)),
  ]);
}

/** The largest share of anomalies found while at most `falseAlarms` of the others are taken for such. */
function foundAt({ falsePositiveRate, truePositiveRate }: RocCurve, falseAlarms: number): number {
  const last = falsePositiveRate.findLastIndex((rate) => rate <= falseAlarms);
  return truePositiveRate[last];
}
