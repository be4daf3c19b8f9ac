import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random.ts";
import type { BatchSource } from "./batches.ts";
import type { Interruption } from "./interruption.ts";
import type { ValidationFigures } from "../monitoring/monitor.ts";
import type { Objective } from "../objective/objective.ts";

/** Images a batch; nothing is remembered for gradients, so more fit than in training. */
const batchSize = 250;

/**
 * The means over a whole validation set, or undefined where the run was interrupted before its end.
 * Dropout is off and batch normalisation goes by its running means.
 *
 * @param random what the noise of a posterior is drawn from
 */
export async function validate(
  objective: Objective,
  feed: BatchSource,
  random: Random,
  interruption: Interruption,
): Promise<ValidationFigures | undefined> {
  const figures: Record<string, number> = {};
  for (let start = 0; start < feed.count; start += batchSize) {
    const size = Math.min(batchSize, feed.count - start);
    let names: string[] = [];
    const means = tf.tidy(() => {
      const pair = feed.batch(Int32Array.from({ length: size }, (_, i) => start + i));
      const measured = objective.measure(pair, random);
      names = Object.keys(measured);
      return tf.stack(Object.values(measured));
    });
    const values = await means.data();
    means.dispose();
    names.forEach((name, i) => {
      figures[name] = (figures[name] ?? 0) + values[i] * size / feed.count;
    });
    await interruption.breathe();
    if (interruption.wanted) return undefined;
  }
  return figures;
}
