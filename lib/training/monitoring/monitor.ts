import type { History } from "./history.ts";

/** What a run will do, told before its first batch. */
export interface TrainingPlan {
  /** passes over the training images */
  epochs: number;
  batchesPerEpoch: number;
  /** images a batch */
  batchSize: number;
  /** n, the training images */
  images: number;
}

/** Where a run stands after a batch. */
export interface Progress {
  /** counted from 1 */
  epoch: number;
  /** batches of this epoch that are done */
  batch: number;
  /** mean over the batches of this epoch so far */
  loss: number;
  /** over this epoch so far */
  imagesPerSecond: number;
  /** what the run will still take at the pace it has had */
  remainingMs: number;
}

/** What validation measures after an epoch, over the whole validation set. */
export interface ValidationFigures {
  /** the same loss as in training */
  validationLoss?: number;
  /** mean squared error, outputs clipped to 0–1 */
  validationMse?: number;
  /** of a variational autoencoder: −ln p(x|z), nats an image */
  validationDistortion?: number;
  /** of a variational autoencoder: the KL term of the bound, nats an image */
  validationRate?: number;
}

/** One epoch of a {@linkcode History}. */
export interface EpochRecord extends ValidationFigures {
  /** counted from 1 */
  epoch: number;
  /** mean training loss over the epoch, taken while the weights changed */
  loss: number;
  /** at the last batch of the epoch */
  learningRate: number;
  /** since the run began, validation included */
  elapsedMs: number;
  /** in training, validation left out */
  imagesPerSecond: number;
}

/**
 * Watches a run: a progress bar, live curves, a log. Every method may be left out; one that returns
 * a promise is awaited, so the run waits for it.
 */
export interface Monitor {
  start?(plan: TrainingPlan): void | Promise<void>;
  /** After every batch: keep it short. */
  batch?(progress: Progress): void | Promise<void>;
  epoch?(record: EpochRecord, history: History): void | Promise<void>;
  /** After the last batch, also where the run ended early or was interrupted. */
  end?(history: History): void | Promise<void>;
}
