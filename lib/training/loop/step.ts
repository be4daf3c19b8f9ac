import * as tf from "@tensorflow/tfjs";
import type { Replay } from "../../backend/mod.ts";
import { SeededDropout } from "../../models/mod.ts";
import type { Random } from "../../random.ts";
import type { StepContext } from "../objective/objective.ts";
import { clipGradients } from "../optimizers/clip.ts";
import { createReplay } from "./create_replay.ts";
import { firstNonFinite } from "./first_non_finite.ts";
import type { Run } from "./run.ts";

/** The optimiser steps of a run, each down the gradient of the loss over one batch. */
export class Step implements Disposable {
  readonly #run: Run;
  readonly #variables: tf.Variable[];
  readonly #dropouts: SeededDropout[];
  readonly #replay?: Replay;
  #lastLoss = NaN;

  constructor(run: Run) {
    const { model, objective, source, options: { batchSize } } = run;
    const registered = tf.engine().registeredVariables;
    this.#run = run;
    this.#variables = model.logits.trainableWeights.map(({ name }) => registered[name]);
    this.#dropouts = model.logits.layers.filter((layer) => layer instanceof SeededDropout);
    this.#replay = createReplay(model, objective, Math.min(batchSize, source.count));
  }

  /**
   * Takes a step over the images at `rows` and returns the loss before it.
   *
   * @param random for dropout masks and sampled codes
   * @throws {RangeError} the loss is NaN or infinite and `checkFinite` is set; the weights are as
   * before
   */
  async run(rows: Int32Array, random: Random): Promise<number> {
    const replay = this.#replay, { optimizer, schedule, steps } = this.#run;
    const learningRate = schedule.rate(steps);
    if (replay?.prepare(rows)) {
      replay.run(0); // forward and backward
      this.#checkLoss(replay.result, rows);
      optimizer.setLearningRate(learningRate);
      replay.run(1); // the optimiser
      return this.#lastLoss;
    }
    const part = <T>(compute: () => T): T => replay ? replay.part(compute) : compute();
    for (const layer of this.#dropouts) layer.seed = random.bits();
    const { value, grads } = part(() => this.#gradients(rows, random));
    try {
      const [loss] = await value.data();
      this.#checkLoss(loss, rows);
      part(() => {
        optimizer.setLearningRate(learningRate);
        optimizer.applyGradients(grads);
      });
    } finally {
      part(() => tf.dispose([value, grads]));
    }
    replay?.end();
    return this.#lastLoss;
  }

  [Symbol.dispose](): void {
    this.#replay?.close();
  }

  #gradients(rows: Int32Array, random: Random): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    const { objective, source, position, batchesPerEpoch, options } = this.#run;
    const epochs = position.epoch - 1 + position.batch / batchesPerEpoch;
    const context: StepContext = { random, epochs };
    return tf.tidy(() => {
      const batch = source.batch(rows);
      const { value, grads } = tf.variableGrads(
        () => objective.loss(batch, context),
        this.#variables,
      );
      this.#replay?.watch(value);
      return { value, grads: clipGradients(grads, options.clip) };
    });
  }

  #checkLoss(loss: number, rows: Int32Array): void {
    const { model, source, position: { epoch, batch }, batchesPerEpoch, options } = this.#run;
    if (options.checkFinite && !Number.isFinite(loss)) {
      const layer = tf.tidy(() => firstNonFinite(model, source.batch(rows).inputs));
      throw new RangeError(
        `the loss became ${loss} at epoch ${epoch}, batch ${
          batch + 1
        } of ${batchesPerEpoch}; NaN ` +
          `or infinity is first found in ${layer}; the loss before was ${this.#lastLoss}. A lower ` +
          "learning rate or clip may help.",
      );
    }
    this.#lastLoss = loss;
  }
}
