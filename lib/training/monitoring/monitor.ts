import { isPlain, requireKnown, requireRecord } from "../../require.ts";
import type { EpochRecord, History, ValidationFigures } from "./history.ts";

/** The size of a run. */
export interface TrainingPlan {
  /** passes over the training images */
  epochs: number;
  batchesPerEpoch: number;
  /** images per batch */
  batchSize: number;
  /** n, the training images */
  images: number;
}

/** The state of a run after a batch. */
export interface Progress {
  /** counted from 1 */
  epoch: number;
  /** batches of this epoch that are done */
  batch: number;
  /** mean over the batches of this epoch so far */
  loss: number;
  /** over this epoch so far */
  imagesPerSecond: number;
  /** the time left at the average speed of the run so far */
  remainingMs: number;
}

/**
 * Observes a run: a progress bar, live curves, a log. All methods are optional; the run waits for
 * those that return a promise.
 */
export interface Monitor {
  /** Called before the first batch. */
  start?(plan: TrainingPlan): void | Promise<void>;
  /**
   * Called before the first batch with the measurements on the validation set, by the weights with
   * which the run starts; not without a validation set, nor when a run is resumed.
   */
  initial?(figures: ValidationFigures): void | Promise<void>;
  /** Called after every batch: keep it short. */
  batch?(progress: Progress): void | Promise<void>;
  /** Called after every epoch, with its record and all so far. */
  epoch?(record: EpochRecord, history: History): void | Promise<void>;
  /** Called at the end, also if the run stopped early or was interrupted. */
  end?(history: History): void | Promise<void>;
}

/**
 * @throws {TypeError} the monitor is not an object
 * @throws {RangeError} it has another method; an instance of a class may have more
 */
export function checkMonitor(monitor: Monitor): void {
  requireRecord("monitor", monitor);
  if (!isPlain(monitor)) return;
  requireKnown("monitor", monitor, {
    start: "function",
    initial: "function",
    batch: "function",
    epoch: "function",
    end: "function",
  });
}
