import * as tf from "@tensorflow/tfjs";
import type { Autoencoder } from "../../models/mod.ts";
import { allFinite } from "../../statistics/mod.ts";
import type { Position } from "../checkpoints/position.ts";
import { optimizerState } from "../checkpoints/tensors.ts";
import type { Divergence } from "../monitoring/history.ts";
import type { BatchSource } from "../objective/batch_source.ts";

/** What a check of a run needs of it. */
interface CheckedRun {
  readonly model: Autoencoder;
  readonly source?: BatchSource;
  readonly optimizer: tf.Optimizer;
  readonly position: Position;
  readonly batchesPerEpoch: number;
  /** of the last batch; undefined before the first */
  lastLoss?: number;
}

/** Ends a run, one of whose numbers is NaN or infinite. */
export class DivergenceError extends RangeError {
  readonly divergence: Divergence;

  /**
   * @param what what it became and when, such as "the loss became NaN at epoch 1, batch 2 of 4"
   * @param where the first part of the network with such a number
   * @param ahead batches after the last one that is done
   */
  constructor(
    { position, batchesPerEpoch, lastLoss }: CheckedRun,
    what: string,
    where: string,
    ahead = 0,
  ) {
    const step = (position.epoch - 1) * batchesPerEpoch + position.batch + ahead;
    const epoch = Math.ceil(step / batchesPerEpoch), batch = step - (epoch - 1) * batchesPerEpoch;
    const when = step > 0
      ? `at epoch ${epoch}, batch ${batch} of ${batchesPerEpoch}`
      : "before the first batch";
    const before = lastLoss === undefined ? "" : `; the loss before was ${lastLoss}`;
    super(
      `${what} ${when}; NaN or infinity is first found in ${where}${before}. A lower learning rate ` +
        "or clip may help.",
    );
    this.divergence = { epoch, batch, step, where, lastLoss, message: this.message };
  }
}

/** @throws {DivergenceError} the loss of the next batch, over the images at `rows`, is not finite */
export function requireFiniteLoss(run: CheckedRun, loss: number, rows: Int32Array): void {
  if (!Number.isFinite(loss)) {
    const where = firstNonFinite(run.model, () => run.source!.batch(rows).inputs);
    throw new DivergenceError(run, `the loss became ${loss}`, where, 1);
  }
  run.lastLoss = loss;
}

/**
 * What the last step of a run may have broken: no later loss shows it.
 *
 * @throws {DivergenceError} a weight or the optimiser's state is not finite
 */
export async function requireFiniteState(run: CheckedRun): Promise<void> {
  for (const weight of run.model.weights) {
    if (allFinite(await weight.read().data())) continue;
    const [layer] = weight.originalName.split("/");
    throw new DivergenceError(run, "a weight became NaN or infinite", `the weights of ${layer}`);
  }
  for (const [name, { values }] of await optimizerState(run.optimizer)) {
    if (allFinite(values)) continue;
    const what = "the optimiser's state became NaN or infinite";
    throw new DivergenceError(run, what, `its ${name}`);
  }
}

/** In words, the first layer with a weight that is not finite, else the first with such an output. */
export function firstNonFinite(model: Autoencoder, inputs: () => tf.Tensor): string {
  const layers = model.logits.layers.slice(1);
  const finite = (tensor: tf.Tensor) => allFinite(tensor.dataSync());
  const broken = layers.find((layer) => !layer.getWeights().every(finite));
  if (broken) return `the weights of ${broken.name}`;
  return tf.tidy(() => {
    let x = inputs();
    for (const layer of layers) {
      x = layer.call(x, {}) as tf.Tensor;
      if (!finite(x)) return `the output of ${layer.name}`;
    }
    return "the loss itself";
  });
}
