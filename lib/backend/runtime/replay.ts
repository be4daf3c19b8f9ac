import * as tf from "@tensorflow/tfjs";
import { SharedMemoryBackend } from "./backend.ts";
import { readVariable } from "../env.ts";
import { Tape } from "./tape.ts";

interface Recording {
  backend: SharedMemoryBackend;
  tape: Tape;
  /** where the variables lay when it began */
  addresses: number[];
  /** the step's result, once it is known where it lies */
  result?: Float32Array;
  complete: boolean;
}

/**
 * A training step that is computed by tfjs once or twice, and from then on by running the very same
 * jobs on the next batch: same bits, but no JavaScript. That is a third of the time of a small
 * network's step.
 *
 * It is up to the caller that the step is the same for every batch of `size` rows, up to what a
 * ByteTable reads and how far an optimiser goes. What the backend itself can see it watches: numbers
 * touched or drawn by JavaScript (such a step is never replayed), and variables, tables and
 * optimisers whose numbers have moved (it is recorded anew). Nothing is replayed on other backends,
 * or with the environment variable `AUTOENCODERS_REPLAY` set to 0.
 */
export class Replay {
  readonly #variables: tf.Variable[];
  readonly #size: number;
  #possible = readVariable("AUTOENCODERS_REPLAY") !== "0";
  #steps = 0;
  #recording?: Recording;
  #rows: Int32Array = new Int32Array();

  /**
   * @param variables all that the step reads
   * @param size rows of the batches to replay; others are left to tfjs
   */
  constructor(variables: tf.Variable[], size: number) {
    this.#variables = variables;
    this.#size = size;
  }

  /** Whether the step over these rows is to be replayed; otherwise it may be recorded. */
  prepare(rows: Int32Array): boolean {
    if (!this.#possible || rows.length !== this.#size) return false;
    this.#rows = rows;
    if (this.#recording) {
      if (this.#stands(this.#recording)) return true;
      this.close();
    }
    const backend = tf.backend();
    // In the first step optimisers make room for what they remember, and that is not to be repeated.
    if (this.#steps++ === 0 || !(backend instanceof SharedMemoryBackend)) return false;
    const addresses = this.#variables.map((variable) => backend.address(variable));
    this.#recording = { backend, tape: new Tape(backend.heap), addresses, complete: false };
    return false;
  }

  /** Computes a part of the step, and records it if it is to be. */
  part<T>(compute: () => T): T {
    const recording = this.#current;
    return recording ? recording.backend.record(recording.tape, compute) : compute();
  }

  /** Says within a part what the step's result is. */
  watch(result: tf.Scalar): void {
    const recording = this.#current;
    if (!recording) return;
    const { buffer } = recording.backend.shared;
    recording.result = new Float32Array(buffer, recording.backend.address(result), 1);
  }

  /** The step is over: from now on its recording may be replayed, if there is one. */
  end(): void {
    const recording = this.#current;
    if (!recording) return;
    recording.complete = true;
    if (recording.tape.refused) this.#possible = false;
    if (!this.#stands(recording)) this.close();
  }

  /** Runs a part again: 0 is the first that was recorded. */
  run(part: number): void {
    const { tape, backend } = this.#recording!;
    tape.run(part, backend.run, this.#rows);
  }

  /** The result of the step that was replayed last. */
  get result(): number {
    return this.#recording!.result![0];
  }

  /** Forgets the recording and frees its memory. */
  close(): void {
    this.#recording?.tape.close();
    this.#recording = undefined;
  }

  /** The recording in progress for the batch at hand. */
  get #current(): Recording | undefined {
    return this.#recording?.complete === false ? this.#recording : undefined;
  }

  #stands({ backend, tape, addresses, complete }: Recording): boolean {
    return complete && tf.backend() === backend && tape.holds() &&
      this.#variables.every((variable, i) => backend.address(variable) === addresses[i]);
  }
}
