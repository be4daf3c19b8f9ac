import * as tf from "@tensorflow/tfjs";
import {
  ignoreNotFound,
  readSafetensors,
  type StoredTensor,
  toPath,
  writeSafetensors,
} from "../../files/mod.ts";
import { type Autoencoder, tensorName } from "../../models/mod.ts";
import { requireInRange, requireKnown } from "../../require.ts";
import { allFinite } from "../../statistics/mod.ts";
import type { EarlyStopper } from "../monitoring/early_stopping.ts";
import { formatJson, parseJson } from "./json.ts";
import {
  checkMetadata,
  type CheckpointMetadata,
  type RunIdentity,
  type RunState,
} from "./metadata.ts";
import { readOldCheckpoint } from "./old_format.ts";
import {
  fingerprint,
  namedTensors,
  optimizerState,
  optimizerTensors,
  restoreOptimizer,
  storedTensor,
  type StoredTensors,
  tensorOf,
} from "./tensors.ts";

/** Where and how often `fit` writes its state. */
export interface CheckpointOptions {
  /**
   * a file in the safetensors format, with any extension; missing folders are created. It is first
   * written before the first batch.
   */
  file: string | URL;
  /** at least this many seconds between two writes; default 30; 0 writes after every batch */
  everySeconds?: number;
}

/**
 * @throws {RangeError} the file is not a path, as {@linkcode toPath} says, or the interval is negative
 * @throws {TypeError} an option has the wrong type
 */
export function checkCheckpoint(checkpoint: CheckpointOptions | undefined): void {
  if (checkpoint === undefined) return;
  requireKnown("checkpoint", checkpoint, { file: true, everySeconds: true });
  const { file, everySeconds = 30 } = checkpoint;
  toPath(file, "checkpoint.file");
  requireInRange("everySeconds", everySeconds, 0);
}

/** The entry of the file's metadata that has the checkpoint's metadata, in JSON. */
const METADATA = "checkpoint";

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
  #identity: RunIdentity;
  #writtenAt = performance.now();

  /** @param identity of a run that is about to begin */
  constructor({ file, everySeconds = 30 }: CheckpointOptions, identity: RunIdentity) {
    this.#file = toPath(file, "checkpoint.file");
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
    optimizer: tf.Optimizer,
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
    const content: CheckpointMetadata = { version: 1, run: this.#identity, ...state };
    const metadata = { [METADATA]: formatJson(content) };
    await writeSafetensors(this.#file, { tensors, metadata });
    this.#writtenAt = performance.now();
  }

  /**
   * Restores model, optimiser and best weights from the file; undefined if there is none yet. If
   * it throws, they are unchanged.
   *
   * @throws {SyntaxError} the file is not a checkpoint, was truncated or altered, or does not have the
   * tensors of this network
   * @throws {RangeError} the file is of a run with other options, network or images, or the model's
   * weights are neither those that the run began with nor those in the file
   */
  async read(
    model: Autoencoder,
    optimizer: tf.Optimizer,
    earlyStopper: EarlyStopper,
  ): Promise<RunState | undefined> {
    const content = await ignoreNotFound(readFile(this.#file));
    if (!content) return undefined;
    const { metadata: { version: _, run, ...state }, tensors } = content;
    this.#requireSameRun(run);
    const hasBest = earlyStopper.keepsBest && state.stopping.bestEpoch > 0;
    valid(this.#file, () => requireFinite(tensors));
    const { weights, best, optimizerWeights } = valid(this.#file, () => ({
      weights: weightsIn(tensors, "weight/", model.weights),
      best: weightsIn(tensors, "best/", hasBest ? model.weights : []),
      optimizerWeights: optimizerTensors(optimizer, tensors, model.logits.trainableWeights),
    }));
    this.#requireSameStart(run, [weights, best]);
    // From now on the identity is that of the first weights, also if the model was trained since.
    this.#identity = run;
    tf.tidy(() => {
      model.weights.forEach((weight, i) => weight.write(tensorOf(weights[i])));
      earlyStopper.keep(best.map(tensorOf));
    });
    await restoreOptimizer(optimizer, optimizerWeights);
    return state;
  }

  /**
   * Properties that an older version of the library did not write are not compared. Another arithmetic is
   * no other run: what it learns is as good, and a long run should be able to go on elsewhere.
   */
  #requireSameRun(run: RunIdentity): void {
    for (const [name, was] of Object.entries(run)) {
      const now = this.#identity[name];
      if (name === "initialization" || now === was) continue;
      if (name !== "arithmetic") this.#refuse(name, was, "");
      console.warn(
        `"${this.#file}" is the checkpoint of a run that computed by ${was}; it goes on by ${now}, ` +
          "so its last bits will differ from those of an uninterrupted run",
      );
    }
  }

  /** The model must have the weights that the run began with or some of those in the file. */
  #requireSameStart({ initialization: was }: RunIdentity, stored: StoredTensor[][]): void {
    const now = this.#identity.initialization;
    if (was === undefined || now === was) return;
    const isNow = (tensors: StoredTensor[]) =>
      JSON.stringify(fingerprint(tensors.map(({ values }) => values))) === now;
    if (!stored.some(isNow)) {
      this.#refuse("initialization", was, "build the model with its first weights, ");
    }
  }

  #refuse(name: string, was: string, advice: string): never {
    throw new RangeError(
      `"${this.#file}" is the checkpoint of another run: its ${name} was ${was}, now it is ` +
        `${this.#identity[name]}; ${advice}delete the file or name another one`,
    );
  }
}

/** The result of `read`, whose errors become a SyntaxError that names the file. */
function valid<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new SyntaxError(`"${file}" is not a valid checkpoint: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function readFile(
  file: string,
): Promise<{ metadata: CheckpointMetadata; tensors: StoredTensors }> {
  const { metadata, tensors } = await readOldCheckpoint(file) ?? await readCurrentFormat(file);
  return valid(file, () => {
    checkMetadata(metadata);
    return { metadata, tensors };
  });
}

async function readCurrentFormat(
  file: string,
): Promise<{ metadata: unknown; tensors: StoredTensors }> {
  const { tensors, metadata } = await readSafetensors(file);
  if (!(METADATA in metadata)) {
    throw new SyntaxError(`"${file}" is not a checkpoint: its metadata has no "${METADATA}"`);
  }
  return { metadata: valid(file, () => parseJson(metadata[METADATA])), tensors };
}

/** Earlier versions of the library trained on with NaN, and wrote it. */
function requireFinite(tensors: StoredTensors): void {
  for (const [name, { values }] of tensors) {
    if (!allFinite(values)) throw new RangeError(`${name} has numbers that are NaN or infinite`);
  }
}

/** The stored numbers of the weights, in their order; the old format numbers them. */
function weightsIn(
  tensors: StoredTensors,
  prefix: string,
  weights: Autoencoder["weights"],
): StoredTensor[] {
  const numbered = tensors.has(`${prefix}0`);
  return namedTensors(
    tensors,
    prefix,
    weights.map(({ originalName, shape }, i) => ({
      name: numbered ? `${i}` : tensorName(originalName),
      shape: shape as number[],
    })),
  );
}
