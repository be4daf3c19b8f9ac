import * as tf from "@tensorflow/tfjs";
import type { Replay } from "../backend/runtime/replay.ts";
import { SeededDropout } from "../models/dropout.ts";
import type { Autoencoder } from "../models/mod.ts";
import { clipped } from "./clip.ts";
import type { Feed } from "./feed.ts";
import { firstNotFinite } from "./finite.ts";
import type { Moment, Objective } from "./objective.ts";
import type { Stepper } from "./optimizer.ts";
import type { Settings } from "./options.ts";
import { replayOf } from "./replayable.ts";

/** One step down the gradient of the loss over one batch. */
export class Step {
  readonly #model: Autoencoder;
  readonly #objective: Objective;
  readonly #settings: Settings;
  readonly #optimizer: Stepper;
  readonly #feed: Feed;
  readonly #variables: tf.Variable[];
  readonly #dropouts: SeededDropout[];
  readonly #replay?: Replay;
  #lastLoss = NaN;

  constructor(
    model: Autoencoder,
    objective: Objective,
    settings: Settings,
    optimizer: Stepper,
    feed: Feed,
  ) {
    this.#model = model;
    this.#objective = objective;
    this.#settings = settings;
    this.#optimizer = optimizer;
    this.#feed = feed;
    const registered = tf.engine().registeredVariables;
    this.#variables = model.logits.trainableWeights.map(({ name }) => registered[name]);
    this.#dropouts = model.logits.layers.filter((layer) => layer instanceof SeededDropout);
    this.#replay = replayOf(model, objective, Math.min(settings.batchSize, feed.count));
  }

  /**
   * Changes the weights and returns the loss before the change.
   *
   * @param rows of the feed, the batch
   * @param moment `random` is what the dropout masks and a posterior's noise are drawn from
   * @throws {RangeError} the loss is not a number and `checkFinite` is set; the weights are as before
   */
  run(rows: Int32Array, rate: number, moment: Moment, where: string): Promise<number> | number {
    if (!this.#replay?.prepare(rows)) return this.#compute(rows, rate, moment, where);
    this.#replay.run(0);
    const loss = this.#replay.result;
    this.#watch(loss, rows, where);
    this.#optimizer.setLearningRate(rate);
    this.#replay.run(1);
    return loss;
  }

  /** Frees what is kept from step to step. */
  dispose(): void {
    this.#replay?.close();
  }

  async #compute(rows: Int32Array, rate: number, moment: Moment, where: string): Promise<number> {
    for (const layer of this.#dropouts) layer.seed = moment.random.bits();
    const part = <T>(compute: () => T): T => this.#replay ? this.#replay.part(compute) : compute();
    const { value, grads } = part(() => this.#gradients(rows, moment));
    try {
      const [loss] = await value.data();
      this.#watch(loss, rows, where);
      part(() => {
        this.#optimizer.setLearningRate(rate);
        this.#optimizer.applyGradients(grads);
      });
    } finally {
      part(() => tf.dispose([value, grads]));
    }
    this.#replay?.end();
    return this.#lastLoss;
  }

  #gradients(rows: Int32Array, moment: Moment): { value: tf.Scalar; grads: tf.NamedTensorMap } {
    return tf.tidy(() => {
      const pair = this.#feed.batch(rows);
      const loss = () => this.#objective.loss(pair, moment);
      const { value, grads } = tf.variableGrads(loss, this.#variables);
      this.#replay?.watch(value);
      return { value, grads: clipped(grads, this.#settings.clip) };
    });
  }

  #watch(loss: number, rows: Int32Array, where: string): void {
    if (this.#settings.checkFinite && !Number.isFinite(loss)) this.#fail(loss, rows, where);
    this.#lastLoss = loss;
  }

  #fail(loss: number, rows: Int32Array, where: string): never {
    const layer = tf.tidy(() => firstNotFinite(this.#model, this.#feed.batch(rows).inputs));
    throw new RangeError(
      `the loss became ${loss} at ${where}; the first numbers that are not finite are ${layer}; ` +
        `the last loss before was ${this.#lastLoss}. A lower learning rate or clip may help.`,
    );
  }
}
