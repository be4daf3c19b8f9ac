import { requireInteger, requireMember, requireOneOf } from "../require.ts";
import type { Evaluation } from "./evaluate.ts";
import { type Metric, METRICS } from "./metrics/per_image.ts";

/**
 * The images with the worst reconstructions, the worst first; ties in the order of the set.
 *
 * @param count number of images
 * @returns indices into the evaluated images
 * @throws {RangeError} count is not an integer in 1–n, or the metric is unknown
 */
export function worstImages(
  evaluation: Evaluation,
  count: number,
  metric: Metric = "mse",
): Int32Array {
  return ranked(evaluation, count, metric, -1);
}

/**
 * The images with the best reconstructions, the best first; ties in the order of the set.
 *
 * @param count number of images
 * @returns indices into the evaluated images
 * @throws {RangeError} count is not an integer in 1–n, or the metric is unknown
 */
export function bestImages(
  evaluation: Evaluation,
  count: number,
  metric: Metric = "mse",
): Int32Array {
  return ranked(evaluation, count, metric, 1);
}

function ranked(
  evaluation: Evaluation,
  count: number,
  metric: Metric,
  bestFirst: 1 | -1,
): Int32Array {
  requireMember("evaluation", evaluation, "perImage", "evaluate()");
  const { n, perImage } = evaluation;
  requireInteger("count", count, 1, n);
  requireOneOf("metric", metric, METRICS);
  const lowIsGood = metric === "bce" || metric === "mse";
  const sign = lowIsGood ? bestFirst : -bestFirst;
  const values = perImage[metric];
  const order = Int32Array.from({ length: n }, (_, i) => i);
  // Compared, not subtracted: Infinity − Infinity is NaN.
  order.sort((a, b) => values[a] === values[b] ? a - b : values[a] < values[b] ? -sign : sign);
  return order.slice(0, count);
}
