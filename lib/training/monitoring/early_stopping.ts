import * as tf from "@tensorflow/tfjs";
import type { Autoencoder } from "../../models/mod.ts";
import { requireInRange, requireInteger, requireKnown, requireNumber } from "../../require.ts";

/** When a run ends before its last epoch. */
export interface EarlyStopping {
  /** epochs without a better loss after which the run ends; Infinity to only keep the best weights */
  patience: number;
  /** a loss is better if it is lower by more than this; default 0 */
  minDelta?: number;
  /**
   * whether the model has the weights of its best epoch at the end, also after the last epoch or an
   * interruption (a checkpoint resumes from the latest weights in any case); default true
   */
  restoreBest?: boolean;
}

/** The state of early stopping between epochs, apart from the best weights. */
export interface StoppingState {
  best: number | null;
  bestEpoch: number;
  /** epochs since the best one */
  waited: number;
}

/** Early stopping during a run. */
export class EarlyStopper implements Disposable {
  readonly #spec?: EarlyStopping;
  state: StoppingState = { best: null, bestEpoch: 0, waited: 0 };
  /** the weights of the best epoch, in the order of `model.weights` */
  weights: tf.Tensor[] = [];

  constructor(spec?: EarlyStopping) {
    this.#spec = spec;
  }

  /** Whether the weights of the best epoch are kept. */
  get keepsBest(): boolean {
    return this.#spec !== undefined && (this.#spec.restoreBest ?? true);
  }

  /** Call it with the loss of every epoch. Returns true if the run must end. */
  endEpoch(epoch: number, loss: number, model: Autoencoder): boolean {
    const spec = this.#spec;
    if (!spec) return false;
    const { best, waited } = this.state;
    if (loss < (best ?? Infinity) - (spec.minDelta ?? 0)) {
      this.state = { best: loss, bestEpoch: epoch, waited: 0 };
      if (this.keepsBest) this.keep(model.weights.map((weight) => weight.read().clone()));
      return false;
    }
    this.state.waited = waited + 1;
    return this.state.waited >= spec.patience;
  }

  /** Takes over tensors as the best weights and disposes of the previous ones. */
  keep(weights: tf.Tensor[]): void {
    tf.dispose(this.weights);
    this.weights = weights.map((weight) => tf.keep(weight));
  }

  /** Restores the best weights and returns their epoch; undefined if none were kept. */
  restore(model: Autoencoder): number | undefined {
    if (this.weights.length === 0) return undefined;
    model.weights.forEach((weight, i) => weight.write(this.weights[i]));
    return this.state.bestEpoch;
  }

  [Symbol.dispose](): void {
    tf.dispose(this.weights);
    this.weights = [];
  }
}

/**
 * @throws {RangeError} a number is out of range
 * @throws {TypeError} patience or minDelta is not a number
 */
export function checkEarlyStopping(spec: EarlyStopping | undefined): void {
  if (spec === undefined) return;
  requireKnown("earlyStopping", spec, { patience: true, minDelta: true, restoreBest: true });
  const { patience, minDelta = 0 } = spec;
  requireNumber("patience", patience);
  if (patience !== Infinity) requireInteger("patience", patience);
  requireInRange("minDelta", minDelta, 0);
}
