import * as tf from "@tensorflow/tfjs";
import { batches } from "../../preprocessing/mod.ts";
import { Random } from "../../random.ts";
import { allFinite } from "../../statistics/mod.ts";
import type { ValidationFigures } from "../monitoring/history.ts";
import { DivergenceError, firstNonFinite } from "./divergence.ts";
import type { Run } from "./run.ts";

/** More than in training: nothing is stored for gradients. */
const BATCH_SIZE = 250;

/**
 * The means over the whole validation set, with dropout off and batch normalisation by its running
 * means; {} if there is no validation set, undefined if the run was interrupted.
 *
 * @throws {DivergenceError} a mean is NaN or infinite
 */
export async function validate(run: Run): Promise<ValidationFigures | undefined> {
  const { model, objective, validationSource, validationRandom, interruption, training } = run;
  const figures: Record<string, number> = {};
  if (!validationSource) return figures;
  const { count } = validationSource.images, random = Random.from(validationRandom);
  for (const rows of batches(count, BATCH_SIZE)) {
    let names: string[] = [];
    const means = tf.tidy(() => {
      const batch = validationSource.batch(rows);
      const measured = training.call(() => objective.measure(batch, random));
      names = Object.keys(measured);
      return tf.stack(Object.values(measured));
    });
    const values = await means.data();
    means.dispose();
    if (!allFinite(values)) {
      const where = firstNonFinite(model, () => validationSource.batch(rows).inputs);
      throw new DivergenceError(run, "the validation loss became NaN or infinite", where);
    }
    names.forEach((name, i) => {
      figures[name] = (figures[name] ?? 0) + values[i] * rows.length / count;
    });
    if (await interruption.requested()) return undefined;
  }
  return figures;
}
