import * as tf from "@tensorflow/tfjs";
import { ignoreNotFound, readSafetensors, writeSafetensors } from "../../files/mod.ts";
import { type Autoencoder, tensorName } from "../../models/mod.ts";
import type { EarlyStopper, StoppingState } from "../loop/early_stopping.ts";
import type { Position } from "../loop/position.ts";
import type { Ending, EpochRecord } from "../monitoring/history.ts";
import type { StatefulOptimizer } from "../optimizers/optimizer.ts";
import type { ScheduleState } from "../optimizers/schedule.ts";
import type { CheckpointOptions } from "../options.ts";
import { fingerprint, type Identity } from "./identity.ts";
import { formatJson, parseJson } from "./json.ts";
import { readOldCheckpoint } from "./old_format.ts";
import {
  optimizerState,
  restoreOptimizer,
  storedTensor,
  type StoredTensors,
  tensorOf,
} from "./tensors.ts";

/** The state of a run apart from the tensors of its model and optimiser. */
export interface RunState {
  position: Position & {
    /** since the run began, without interruptions */
    elapsedMs: number;
  };
  records: EpochRecord[];
  schedule: ScheduleState;
  stopping: StoppingState;
  finished?: { ended: Ending; restoredEpoch?: number };
}

/** What a checkpoint says besides its tensors. */
interface Header extends RunState {
  version: 1;
  run: Identity;
}

/** Name of the header in the metadata of the file. */
const HEADER = "checkpoint";

/**
 * The file to which a run writes its state, in the safetensors format. Its tensors are
 *
 *     weight/NAME     every weight of the model, named as in a saved model
 *     best/NAME       with early stopping, those of the best epoch
 *     optimizer/NAME  the state of the optimiser
 *
 * and its metadata has the rest as JSON.
 */
export class Checkpoint {
  readonly #file: string;
  readonly #intervalMs: number;
  #identity: Identity;
  #writtenAt = performance.now();

  /** @param identity of a run that is about to begin */
  constructor({ file, everySeconds = 30 }: CheckpointOptions, identity: Identity) {
    this.#file = file;
    this.#intervalMs = everySeconds * 1000;
    this.#identity = identity;
  }

  /** Whether it is time to write again. */
  get due(): boolean {
    return performance.now() - this.#writtenAt >= this.#intervalMs;
  }

  /** @throws {Error} the file cannot be written; the message names it */
  async write(
    model: Autoencoder,
    optimizer: StatefulOptimizer,
    earlyStopper: EarlyStopper,
    state: RunState,
  ): Promise<void> {
    const tensors: StoredTensors = new Map(), best = earlyStopper.weights;
    for (const [i, weight] of model.weights.entries()) {
      const name = tensorName(weight.originalName);
      tensors.set(`weight/${name}`, await storedTensor(weight.read()));
      if (best[i]) tensors.set(`best/${name}`, await storedTensor(best[i]));
    }
    for (const [name, stored] of await optimizerState(optimizer)) {
      tensors.set(`optimizer/${name}`, stored);
    }
    const header: Header = { version: 1, run: this.#identity, ...state };
    const metadata = { [HEADER]: formatJson(header) };
    await writeSafetensors(this.#file, { tensors, metadata })
      .catch((error) => this.#fail("written", error));
    this.#writtenAt = performance.now();
  }

  /**
   * Restores model, optimiser and best weights from the file; undefined where there is none yet.
   *
   * @throws {SyntaxError} the file is not a checkpoint, or was truncated or altered
   * @throws {RangeError} the file is of a run with other options, network or images, or the model's
   * weights are neither those that the run began with nor those in the file
   */
  async read(
    model: Autoencoder,
    optimizer: StatefulOptimizer,
    earlyStopper: EarlyStopper,
  ): Promise<RunState | undefined> {
    const content = await ignoreNotFound(readFile(this.#file))
      .catch((error) => this.#fail("read", error));
    if (!content) return undefined;
    const { header: { version, run, ...state }, tensors } = content;
    if (version !== 1) {
      throw new SyntaxError(`"${this.#file}" must be a checkpoint of version 1, got ${version}`);
    }
    const weights = within(tensors, "weight/"), best = within(tensors, "best/");
    this.#requireSame(run, [weights, best]);
    // From now on the identity is that of the first weights, also if the model was trained since.
    this.#identity = run;
    tf.tidy(() => {
      const values = [...weights.values()].map(tensorOf);
      model.weights.forEach((weight, i) => weight.write(values[i]));
      earlyStopper.keep([...best.values()].map(tensorOf));
    });
    await restoreOptimizer(optimizer, within(tensors, "optimizer/"));
    return state;
  }

  /** Throws the error with the file's name in its message. */
  #fail(what: string, error: unknown): never {
    if (error instanceof Error && !(error instanceof SyntaxError)) {
      error.message = `the checkpoint "${this.#file}" cannot be ${what}: ${error.message}`;
    }
    throw error;
  }

  /** Properties that an older version of the library did not write are not compared. */
  #requireSame(run: Identity, stored: StoredTensors[]): void {
    for (const [name, was] of Object.entries(run)) {
      const now = this.#identity[name];
      if (now === was) continue;
      const isNow = (tensors: StoredTensors) => {
        const values = [...tensors.values()].map((tensor) => tensor.values);
        return JSON.stringify(fingerprint(values)) === now;
      };
      const isWeights = name === "initialization";
      if (isWeights && stored.some(isNow)) continue;
      const advice = isWeights ? "build the model with its first weights, " : "";
      throw new RangeError(
        `"${this.#file}" is the checkpoint of another run: its ${name} was ${was}, now it is ` +
          `${now}; ${advice}delete the file or name another one`,
      );
    }
  }
}

async function readFile(file: string): Promise<{ header: Header; tensors: StoredTensors }> {
  const old = await readOldCheckpoint(file);
  if (old) return { header: old.header as Header, tensors: old.tensors };
  const { tensors, metadata } = await readSafetensors(file);
  if (!(HEADER in metadata)) {
    throw new SyntaxError(`"${file}" is not a checkpoint: its metadata has no "${HEADER}"`);
  }
  return { header: parseJson(metadata[HEADER]) as Header, tensors };
}

/** The tensors whose names begin with `prefix`, which the names of the result leave out. */
function within(tensors: StoredTensors, prefix: string): StoredTensors {
  const chosen = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(chosen.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
