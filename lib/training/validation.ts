import * as tf from "@tensorflow/tfjs";
import { forward, meanSquaredError } from "../backend/mod.ts";
import type { Autoencoder } from "../models/mod.ts";
import type { Feed } from "./feed.ts";
import type { Interruption } from "./interruption.ts";
import { type Loss, lossOf } from "./losses.ts";

/** Images a batch; nothing is remembered for gradients, so more fit than in training. */
const batchSize = 250;

/**
 * The means over a whole validation set, or undefined where the run was interrupted before its end.
 * Dropout is off and batch normalisation goes by its running means.
 */
export async function validate(
  model: Autoencoder,
  feed: Feed,
  loss: Loss,
  interruption: Interruption,
): Promise<{ validationLoss: number; validationMse: number } | undefined> {
  let validationLoss = 0, validationMse = 0;
  for (let start = 0; start < feed.count; start += batchSize) {
    const size = Math.min(batchSize, feed.count - start);
    const sums = tf.tidy(() => {
      const { inputs, targets } = feed.batch(
        Int32Array.from({ length: size }, (_, i) => start + i),
      );
      const logits = forward(model.logits, inputs);
      return tf.stack([
        lossOf(loss, model, targets, logits),
        meanSquaredError(targets, model.output(logits)),
      ]);
    });
    const [batchLoss, batchMse] = await sums.data();
    sums.dispose();
    validationLoss += batchLoss * size / feed.count;
    validationMse += batchMse * size / feed.count;
    await interruption.breathe();
    if (interruption.wanted) return undefined;
  }
  return { validationLoss, validationMse };
}
