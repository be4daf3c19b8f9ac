import { extname } from "@std/path";
import type pl from "nodejs-polars";
import { polars } from "../../polars.ts";
import { toPath, writeAtomic } from "../../files/mod.ts";

/** Every {@linkcode Ending}. */
export const endings = ["completed", "early", "interrupted", "diverged"] as const;

/**
 * How a run ended: after all epochs, by early stopping, by a request, or at a number that is NaN or
 * infinite.
 */
export type Ending = typeof endings[number];

/** Where a run met a number that is NaN or infinite. */
export interface Divergence {
  /** counted from 1 */
  epoch: number;
  /** within the epoch, counted from 1 */
  batch: number;
  /** since the run began, counted from 1 */
  step: number;
  /** the first part of the network with such a number, such as "the weights of encoder_2_dense" */
  where: string;
  /** the last finite loss of a batch; undefined if there was none since `fit` was called */
  lastLoss?: number;
  /** all of it in words, with advice */
  message: string;
}

/** The measurements of a validation after an epoch, over the whole validation set. */
export interface ValidationFigures {
  /** the same loss as in training */
  validationLoss?: number;
  /** mean squared error, outputs clipped to 0–1 */
  validationMse?: number;
  /** of a variational autoencoder: −ln p(x|z), nats per image */
  validationDistortion?: number;
  /** of a variational autoencoder: the KL term of the bound, nats per image */
  validationRate?: number;
}

/** The names of all {@linkcode ValidationFigures}, in the order of the columns of a frame. */
const figures: { [Name in keyof Required<ValidationFigures>]: Name } = {
  validationLoss: "validationLoss",
  validationMse: "validationMse",
  validationDistortion: "validationDistortion",
  validationRate: "validationRate",
};

/** One epoch of a {@linkcode History}. */
export interface EpochRecord extends ValidationFigures {
  /** counted from 1 */
  epoch: number;
  /** mean training loss over the epoch, taken while the weights changed */
  loss: number;
  /** of the last batch of the epoch; NaN if a given optimiser has none */
  learningRate: number;
  /** since the run began, validation included */
  elapsedMs: number;
  /** in training, without the validation */
  imagesPerSecond: number;
}

/**
 * The record of a run by epoch.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { History } from "@autoencoders";
 *
 * const history = new History([
 *   { epoch: 1, loss: 0.3, learningRate: 1e-3, elapsedMs: 900, imagesPerSecond: 40_000 },
 *   { epoch: 2, loss: 0.2, learningRate: 1e-3, elapsedMs: 1800, imagesPerSecond: 40_000 },
 * ]);
 * deepStrictEqual(history.frame().getColumn("loss").toArray(), [0.3, 0.2]);
 * ```
 */
export class History {
  /** one for each finished epoch */
  readonly records: EpochRecord[];
  /** "completed" until the run ends otherwise */
  ended: Ending = "completed";
  /** what ended a run that diverged */
  divergence?: Divergence;
  /** the epoch whose weights early stopping restored, if it did */
  restoredEpoch?: number;

  constructor(records: readonly EpochRecord[] = []) {
    this.records = [...records];
  }

  /** The latest record; undefined before the end of the first epoch. */
  get last(): EpochRecord | undefined {
    return this.records.at(-1);
  }

  /**
   * The record with the lowest validation loss, or training loss without a validation; the first of
   * equals. Undefined if no epoch has a finite loss.
   */
  get best(): EpochRecord | undefined {
    const loss = (record: EpochRecord) => record.validationLoss ?? record.loss;
    return this.records.filter((record) => Number.isFinite(loss(record)))
      .reduce<EpochRecord | undefined>(
        (best, record) => best && loss(best) <= loss(record) ? best : record,
        undefined,
      );
  }

  /** One row per epoch; without a validation there are no validation columns. */
  frame(): pl.DataFrame {
    const pl = polars();
    const column = (name: keyof EpochRecord, type: pl.DataType = pl.Float64) =>
      pl.Series(name, this.records.map((record) => record[name] ?? null), type);
    const measured = (name: keyof EpochRecord) =>
      this.records.some((record) => record[name] !== undefined);
    return pl.DataFrame([
      column("epoch", pl.Int32),
      column("loss"),
      ...Object.values(figures).filter(measured).map((name) => column(name)),
      column("learningRate"),
      column("elapsedMs"),
      column("imagesPerSecond"),
    ]);
  }

  /** The text that a notebook or the console shows. */
  [Symbol.for("Deno.customInspect")](): string {
    const n = this.records.length;
    const ended = this.divergence ? `${this.ended}: ${this.divergence.message}` : this.ended;
    return `History: ${n} ${n === 1 ? "epoch" : "epochs"}, ${ended}\n${this.frame()}`;
  }

  /**
   * Writes the frame to a .csv, .parquet or .json file, atomically.
   *
   * @throws {RangeError} the file has another extension, or is not a path or file URL
   */
  async save(file: string | URL): Promise<void> {
    file = toPath(file, "file");
    const frame = this.frame(), extension = extname(file);
    if (extension === ".csv") await writeAtomic(file, frame.writeCSV());
    else if (extension === ".parquet") await writeAtomic(file, frame.writeParquet());
    else if (extension === ".json") await writeAtomic(file, frame.writeJSON({ format: "json" }));
    else throw new RangeError(`a history is saved as .csv, .parquet or .json, got "${file}"`);
  }
}
