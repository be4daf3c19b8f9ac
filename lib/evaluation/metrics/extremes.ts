import { requireOneOf } from "../../require.ts";
import type { Evaluation } from "../evaluate.ts";
import type { Metric } from "./per_image.ts";

/**
 * The images that came back worst, the very worst first; among equals, in the order of the set.
 *
 * @param count how many
 * @returns indices into the images that were evaluated
 * @throws {RangeError} count is not an integer in 1–n, or there is no such metric
 */
export function worstImages(
  evaluation: Evaluation,
  count: number,
  metric: Metric = "mse",
): Int32Array {
  return ranked(evaluation, count, metric, -1);
}

/**
 * The images that came back best, the very best first; among equals, in the order of the set.
 *
 * @param count how many
 * @returns indices into the images that were evaluated
 * @throws {RangeError} count is not an integer in 1–n, or there is no such metric
 */
export function bestImages(
  evaluation: Evaluation,
  count: number,
  metric: Metric = "mse",
): Int32Array {
  return ranked(evaluation, count, metric, 1);
}

function ranked(
  { n, perImage }: Evaluation,
  count: number,
  metric: Metric,
  bestFirst: 1 | -1,
): Int32Array {
  if (!Number.isSafeInteger(count) || count < 1 || count > n) {
    throw new RangeError(`count must be an integer in 1–${n}, got ${count}`);
  }
  requireOneOf("metric", metric, Object.keys(perImage));
  const lowIsGood = metric === "bce" || metric === "mse";
  const sign = lowIsGood ? bestFirst : -bestFirst;
  const values = perImage[metric];
  const order = Int32Array.from({ length: n }, (_, i) => i);
  // Compared, not subtracted: Infinity − Infinity is no order.
  order.sort((a, b) => values[a] === values[b] ? a - b : values[a] < values[b] ? -sign : sign);
  return order.slice(0, count);
}
