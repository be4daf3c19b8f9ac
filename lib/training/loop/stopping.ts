import * as tf from "@tensorflow/tfjs";
import { type Autoencoder } from "../../models/mod.ts";
import { requireInteger, requireNumber } from "../../require.ts";

/** When a run ends by itself. */
export interface EarlyStopping {
  /** epochs without a better loss before the run ends; Infinity to only keep the best weights */
  patience: number;
  /** a loss is better when it is lower by more than this; 0 unless told */
  minDelta?: number;
  /**
   * whether the weights of the best epoch are brought back at the end, be it early, after the last
   * epoch or by an interruption (a checkpoint goes on from the latest weights all the same); true unless
   * told
   */
  restoreBest?: boolean;
}

/** What early stopping remembers between epochs, its weights aside. */
export interface StoppingState {
  best: number | null;
  bestEpoch: number;
  waited: number;
}

/** Early stopping in the middle of a run. */
export class Stopping {
  readonly #spec?: EarlyStopping;
  state: StoppingState = { best: null, bestEpoch: 0, waited: 0 };
  /** the weights of the best epoch, in the order of `model.weights` */
  weights: tf.Tensor[] = [];

  constructor(spec?: EarlyStopping) {
    this.#spec = spec;
  }

  /** Told the loss after every epoch; true when the run shall end. */
  epoch(epoch: number, loss: number, model: Autoencoder): boolean {
    const spec = this.#spec;
    if (!spec) return false;
    const { best, waited } = this.state;
    if (loss < (best ?? Infinity) - (spec.minDelta ?? 0)) {
      this.state = { best: loss, bestEpoch: epoch, waited: 0 };
      if (spec.restoreBest ?? true) this.keep(model.weights.map((weight) => weight.read().clone()));
      return false;
    }
    this.state.waited = waited + 1;
    return this.state.waited >= spec.patience;
  }

  /** Takes over tensors as the best weights and frees those before. */
  keep(weights: tf.Tensor[]): void {
    tf.dispose(this.weights);
    this.weights = weights.map((weight) => tf.keep(weight));
  }

  /** Brings the best weights back; the epoch they are from, or undefined where none were kept. */
  restore(model: Autoencoder): number | undefined {
    if (this.weights.length === 0) return undefined;
    model.weights.forEach((weight, i) => weight.write(this.weights[i]));
    return this.state.bestEpoch;
  }

  dispose(): void {
    tf.dispose(this.weights);
    this.weights = [];
  }
}

/**
 * @throws {RangeError} a number is out of range
 * @throws {TypeError} patience or minDelta is not a number
 */
export function checkStopping(spec: EarlyStopping | undefined): void {
  if (!spec) return;
  requireNumber("patience", spec.patience);
  if (spec.patience !== Infinity) requireInteger("patience", spec.patience);
  const { minDelta = 0 } = spec;
  requireNumber("minDelta", minDelta);
  if (!(minDelta >= 0)) throw new RangeError(`minDelta must be at least 0, got ${minDelta}`);
}
