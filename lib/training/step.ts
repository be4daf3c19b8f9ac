import * as tf from "@tensorflow/tfjs";
import { SeededDropout } from "../models/dropout.ts";
import type { Autoencoder } from "../models/mod.ts";
import { clipped } from "./clip.ts";
import type { Pair } from "./feed.ts";
import { firstNotFinite } from "./finite.ts";
import type { Moment, Objective } from "./objective.ts";
import type { Stepper } from "./optimizer.ts";
import type { Settings } from "./options.ts";

/** One step down the gradient of the loss over one batch. */
export class Step {
  readonly #model: Autoencoder;
  readonly #objective: Objective;
  readonly #settings: Settings;
  readonly #optimizer: Stepper;
  readonly #variables: tf.Variable[];
  readonly #dropouts: SeededDropout[];
  #lastLoss = NaN;

  constructor(model: Autoencoder, objective: Objective, settings: Settings, optimizer: Stepper) {
    this.#model = model;
    this.#objective = objective;
    this.#settings = settings;
    this.#optimizer = optimizer;
    const registered = tf.engine().registeredVariables;
    this.#variables = model.logits.trainableWeights.map(({ name }) => registered[name]);
    this.#dropouts = model.logits.layers.filter((layer) => layer instanceof SeededDropout);
  }

  /**
   * Changes the weights and returns the loss before the change.
   *
   * @param moment `random` is what the dropout masks and a posterior's noise are drawn from
   * @throws {RangeError} the loss is not a number and `checkFinite` is set; the weights are as before
   */
  async run(makeBatch: () => Pair, rate: number, moment: Moment, where: string): Promise<number> {
    for (const layer of this.#dropouts) layer.seed = moment.random.bits();
    const { clip, checkFinite } = this.#settings;
    const { value, grads } = tf.tidy(() => {
      const pair = makeBatch();
      const { value, grads } = tf.variableGrads(
        () => this.#objective.loss(pair, moment),
        this.#variables,
      );
      return { value, grads: clipped(grads, clip) };
    });
    try {
      const [now] = await value.data();
      if (checkFinite && !Number.isFinite(now)) this.#fail(now, makeBatch, where);
      this.#lastLoss = now;
      this.#optimizer.setLearningRate(rate);
      this.#optimizer.applyGradients(grads);
      return now;
    } finally {
      tf.dispose([value, grads]);
    }
  }

  #fail(loss: number, makeBatch: () => Pair, where: string): never {
    const layer = tf.tidy(() => firstNotFinite(this.#model, makeBatch().inputs));
    throw new RangeError(
      `the loss became ${loss} at ${where}; the first numbers that are not finite are ${layer}; ` +
        `the last loss before was ${this.#lastLoss}. A lower learning rate or clip may help.`,
    );
  }
}
