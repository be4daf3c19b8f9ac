import * as tf from "@tensorflow/tfjs";
import { batches } from "../../preprocessing/mod.ts";
import { Random } from "../../random.ts";
import type { ValidationFigures } from "../monitoring/history.ts";
import type { Run } from "./run.ts";

/** More than in training: nothing is stored for gradients. */
const BATCH_SIZE = 250;

/**
 * The means over the whole validation set, with dropout off and batch normalisation by its running
 * means; {} if there is no validation set, undefined if the run was interrupted.
 */
export async function validate(
  { objective, validationSource, validationRandom, interruption }: Run,
): Promise<ValidationFigures | undefined> {
  const figures: Record<string, number> = {};
  if (!validationSource) return figures;
  const { count } = validationSource, random = Random.from(validationRandom);
  for (const rows of batches(count, BATCH_SIZE)) {
    let names: string[] = [];
    const means = tf.tidy(() => {
      const measured = objective.measure(validationSource.batch(rows), random);
      names = Object.keys(measured);
      return tf.stack(Object.values(measured));
    });
    const values = await means.data();
    means.dispose();
    names.forEach((name, i) => {
      figures[name] = (figures[name] ?? 0) + values[i] * rows.length / count;
    });
    if (await interruption.requested()) return undefined;
  }
  return figures;
}
