import * as tf from "@tensorflow/tfjs";
import type { Replay } from "../../backend/mod.ts";
import { SeededDropout } from "../../models/mod.ts";
import type { Random } from "../../random.ts";
import type { StepContext } from "../objective/objective.ts";
import { clipGradients } from "../optimizers/clip.ts";
import { learningRateOf, setLearningRate } from "../optimizers/optimizer.ts";
import { createReplay } from "./create_replay.ts";
import { requireFiniteLoss } from "./divergence.ts";
import type { Run } from "./run.ts";

/** The optimiser steps of a run, each down the gradient of the loss over one batch. */
export class Step implements Disposable {
  readonly #run: Run;
  readonly #variables: tf.Variable[];
  readonly #dropouts: SeededDropout[];
  readonly #replay?: Replay;

  constructor(run: Run) {
    const { model, images, options: { batchSize } } = run;
    const registered = tf.engine().registeredVariables;
    this.#run = run;
    this.#variables = model.logits.trainableWeights.map(({ name }) => registered[name]);
    this.#dropouts = model.logits.layers.filter((layer) => layer instanceof SeededDropout);
    this.#replay = createReplay(run, Math.min(batchSize, images.count));
  }

  /**
   * Takes a step over the images at `rows` and returns the loss before it.
   *
   * @param random for dropout masks and sampled codes
   * @throws {DivergenceError} the loss is NaN or infinite; the weights are as before
   */
  async run(rows: Int32Array, random: Random): Promise<number> {
    const replay = this.#replay, { optimizer, schedule, steps } = this.#run;
    const learningRate = schedule.rate(steps);
    if (replay?.prepare(rows)) {
      replay.run(0); // forward and backward
      const loss = replay.result;
      requireFiniteLoss(this.#run, loss, rows);
      setLearningRate(optimizer, learningRate);
      replay.run(1); // the optimiser
      return loss;
    }
    const part = <T>(compute: () => T): T => replay ? replay.part(compute) : compute();
    for (const layer of this.#dropouts) layer.seed = random.bits();
    const { value, grads } = part(() => this.#gradients(rows, random));
    let loss: number;
    try {
      [loss] = await value.data();
      requireFiniteLoss(this.#run, loss, rows);
      part(() => {
        if (learningRateOf(optimizer) !== undefined) setLearningRate(optimizer, learningRate);
        optimizer.applyGradients(grads);
      });
    } finally {
      part(() => tf.dispose([value, grads]));
    }
    replay?.end();
    return loss;
  }

  [Symbol.dispose](): void {
    this.#replay?.close();
  }

  #gradients(rows: Int32Array, random: Random): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    const { objective, source, position, batchesPerEpoch, options, training } = this.#run;
    const epochs = position.epoch - 1 + position.batch / batchesPerEpoch;
    const context: StepContext = { random, epochs };
    return tf.tidy(() => {
      const batch = source!.batch(rows);
      const { value, grads } = tf.variableGrads(
        () => training.call(() => objective.loss(batch, context)),
        this.#variables,
      );
      this.#replay?.watch(value);
      return { value, grads: clipGradients(grads, options.clip) };
    });
  }
}
