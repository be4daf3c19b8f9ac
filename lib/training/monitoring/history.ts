import pl from "nodejs-polars";
import { writeAtomic } from "../../files/mod.ts";
import type { EpochRecord } from "./monitor.ts";

/** Why a run came to its end: all epochs done, stopped by its own rule, or by the reader. */
export type Ending = "completed" | "early" | "interrupted";

/**
 * What a run did, epoch by epoch.
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
  /** the epoch whose weights the model holds where early stopping brought them back */
  restoredEpoch?: number;

  constructor(records: readonly EpochRecord[] = []) {
    this.records = [...records];
  }

  /** The latest record, if there is one. */
  get last(): EpochRecord | undefined {
    return this.records.at(-1);
  }

  /**
   * The record with the lowest validation loss, or training loss where nothing was validated; the
   * first of equals. Undefined where no epoch has a loss that is a finite number.
   */
  get best(): EpochRecord | undefined {
    const loss = (record: EpochRecord) => record.validationLoss ?? record.loss;
    return this.records.filter((record) => Number.isFinite(loss(record)))
      .reduce<EpochRecord | undefined>(
        (best, record) => best && loss(best) <= loss(record) ? best : record,
        undefined,
      );
  }

  /** One row an epoch; the validation columns only where something was validated. */
  frame(): pl.DataFrame {
    const column = (name: keyof EpochRecord, type: pl.DataType = pl.Float64) =>
      pl.Series(name, this.records.map((record) => record[name] ?? null), type);
    const validation: (keyof EpochRecord)[] = [
      "validationLoss",
      "validationMse",
      "validationDistortion",
      "validationRate",
    ];
    const measured = (name: keyof EpochRecord) =>
      this.records.some((record) => record[name] !== undefined);
    return pl.DataFrame([
      column("epoch", pl.Int32),
      column("loss"),
      ...validation.filter(measured).map((name) => column(name)),
      column("learningRate"),
      column("elapsedMs"),
      column("imagesPerSecond"),
    ]);
  }

  /** What a notebook or the console shows of it. */
  [Symbol.for("Deno.customInspect")](): string {
    const n = this.records.length;
    return `History: ${n} ${n === 1 ? "epoch" : "epochs"}, ${this.ended}\n${this.frame()}`;
  }

  /**
   * Writes the frame to a file, whole or not at all; its ending says how: .csv, .parquet or .json.
   *
   * @throws {RangeError} the ending is another one
   */
  async save(file: string): Promise<void> {
    const ending = /\.[^./\\]*$/.exec(file)?.[0] ?? "";
    const bytes = () => {
      if (ending === ".csv") return this.frame().writeCSV();
      if (ending === ".parquet") return this.frame().writeParquet();
      if (ending === ".json") return this.frame().writeJSON({ format: "json" });
      throw new RangeError(`a history is saved as .csv, .parquet or .json, got "${file}"`);
    };
    await writeAtomic(file, bytes());
  }
}
