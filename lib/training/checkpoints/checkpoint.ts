import * as tf from "@tensorflow/tfjs";
import { ignoreNotFound } from "../../files/mod.ts";
import type { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import { readContainer, type StoredArray, writeContainer } from "./container.ts";
import type { Ending } from "../monitoring/history.ts";
import { fingerprint, type Identity, identityOf } from "./identity.ts";
import type { EpochRecord } from "../monitoring/monitor.ts";
import {
  optimizerState,
  restoreOptimizer,
  type StatefulOptimizer,
} from "../optimizers/optimizer.ts";
import type { ResolvedFitOptions } from "../options.ts";
import type { ScheduleState } from "../optimizers/schedule.ts";
import type { Stopping, StoppingState } from "../loop/stopping.ts";

/** Where a run stands between two batches. */
export interface Position {
  /** counted from 1 */
  epoch: number;
  /** batches of this epoch that are done */
  batch: number;
  /** over the images of this epoch so far */
  lossSum: number;
  /** images of this epoch so far */
  seen: number;
  /** in the batches of this epoch so far */
  trainingMs: number;
  /** since the run began, over all its sittings */
  elapsedMs: number;
  /** state of the run's stream of random numbers when this epoch began */
  epochRandom: readonly number[];
  /** state of the stream that dropout draws from, now */
  stepRandom: readonly number[];
}

/** What a checkpoint says besides its arrays. */
interface Header {
  version: 1;
  run: Identity;
  position: Position;
  records: EpochRecord[];
  schedule: ScheduleState;
  stopping: StoppingState;
  finished?: { ended: Ending; restoredEpoch?: number };
}

/** A run's state apart from the tensors of its model and optimiser. */
export type RunState = Omit<Header, "version" | "run">;

/** The file that a run writes its state to. */
export class Checkpoint {
  readonly #file: string;
  readonly #everyMs: number;
  #run: Identity;
  #writtenAt = performance.now();

  private constructor(file: string, everySeconds: number, run: Identity) {
    this.#file = file;
    this.#everyMs = everySeconds * 1000;
    this.#run = run;
  }

  /** The checkpoint of a run that is about to begin, or undefined where none was asked for. */
  static async of(
    model: Autoencoder,
    images: ImageSet,
    settings: ResolvedFitOptions,
  ): Promise<Checkpoint | undefined> {
    if (!settings.checkpoint) return undefined;
    const { file, everySeconds = 30 } = settings.checkpoint;
    return new Checkpoint(file, everySeconds, await identityOf(model, images, settings));
  }

  get due(): boolean {
    return performance.now() - this.#writtenAt >= this.#everyMs;
  }

  /** @throws {Error} the file cannot be written; the message names it */
  async write(
    model: Autoencoder,
    optimizer: StatefulOptimizer,
    stopping: Stopping,
    state: RunState,
  ): Promise<void> {
    const arrays = [
      ...await stored("weight", model.weights.map((weight) => weight.read())),
      ...await stored("best", stopping.weights),
      ...await optimizerState(optimizer),
    ];
    const header: Header = { version: 1, run: this.#run, ...state };
    await writeContainer(this.#file, { header, arrays }).catch((error) =>
      this.#fail("written", error)
    );
    this.#writtenAt = performance.now();
  }

  /**
   * Brings model, optimiser and best weights to where the file has them; undefined where there is no
   * file yet.
   *
   * @throws {SyntaxError} the file is no checkpoint, or was cut or altered
   * @throws {RangeError} the file is of a run with other options, network or images, or the model's
   * weights are neither those that the run began with nor those that it left in the file
   */
  async read(
    model: Autoencoder,
    optimizer: StatefulOptimizer,
    stopping: Stopping,
  ): Promise<RunState | undefined> {
    const content = await ignoreNotFound(readContainer<Header>(this.#file)).catch((error) =>
      this.#fail("read", error)
    );
    if (!content) return undefined;
    const { header: { version, run, ...state }, arrays } = content;
    if (version !== 1) {
      throw new SyntaxError(`"${this.#file}" must be a checkpoint of version 1, got ${version}`);
    }
    const named = (kind: string) => arrays.filter(({ name }) => name.startsWith(`${kind}/`));
    this.#requireSame(run, [named("weight"), named("best")]);
    // The weights that the run began with, where the model is further by now.
    this.#run = run;
    tf.tidy(() => {
      const weights = named("weight").map(tensor);
      model.weights.forEach((weight, i) => weight.write(weights[i]));
      stopping.keep(named("best").map(tensor));
    });
    await restoreOptimizer(optimizer, named("optimizer"));
    return state;
  }

  /** The same error, its message telling what it was about. */
  #fail(what: string, error: unknown): never {
    if (error instanceof Error && !(error instanceof SyntaxError)) {
      error.message = `the checkpoint "${this.#file}" cannot be ${what}: ${error.message}`;
    }
    throw error;
  }

  /** What the file does not tell, of a version that told less, is not compared. */
  #requireSame(run: Identity, kept: StoredArray[][]): void {
    for (const [name, was] of Object.entries(run)) {
      const now = this.#run[name];
      if (now === was) continue;
      const began = name === "initialization";
      const told = (arrays: StoredArray[]) => JSON.stringify(fingerprint(arrays.map(valuesOf)));
      if (began && kept.some((arrays) => told(arrays) === now)) continue;
      throw new RangeError(
        `"${this.#file}" is the checkpoint of another run: its ${name} was ${was}, now it is ` +
          `${now}; ${began ? "build the model as it was built then, " : ""}delete the file or ` +
          "name another one",
      );
    }
  }
}

const tensor = ({ values, shape }: StoredArray) => tf.tensor(values, shape);
const valuesOf = ({ values }: StoredArray) => values;

async function stored(kind: string, tensors: tf.Tensor[]): Promise<StoredArray[]> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data<"float32">()));
  return tensors.map(({ shape }, i) => ({ name: `${kind}/${i}`, shape, values: values[i] }));
}
