import * as tf from "@tensorflow/tfjs-core";
import { readSwitch } from "../host.ts";
import { SharedMemoryBackend } from "./backend.ts";
import { Tape } from "./tape.ts";

interface Recording {
  backend: SharedMemoryBackend;
  tape: Tape;
  /** addresses of the variables at the start */
  addresses: number[];
  /** the result of the step, once its address is known */
  result?: Float32Array;
  complete: boolean;
}

/**
 * A training step that tfjs computes once or twice and that is replayed from then on: the same jobs
 * on the next batch, with the same bits but without JavaScript, which takes a third of the time of
 * a small network's step.
 *
 * The caller guarantees that the step is the same for every batch of `size` rows, except for what a
 * ByteTable reads and the state of an optimiser. The backend checks what it can see: a step in
 * which JavaScript reads or writes numbers is never replayed, and a step whose variables, tables or
 * optimiser slots have moved is recorded again. Nothing is replayed on other backends, or if the
 * environment variable `AUTOENCODERS_REPLAY` is 0.
 */
export class Replay {
  readonly #variables: tf.Variable[];
  readonly #size: number;
  #possible = readSwitch("AUTOENCODERS_REPLAY", true);
  #steps = 0;
  #recording?: Recording;
  #rows: Int32Array = new Int32Array();

  /**
   * @param variables all variables that the step reads
   * @param size rows of the batches to replay; batches of other sizes are left to tfjs
   */
  constructor(variables: tf.Variable[], size: number) {
    this.#variables = variables;
    this.#size = size;
  }

  /** Whether the step over these rows can be replayed; if not, it may be recorded. */
  prepare(rows: Int32Array): boolean {
    if (!this.#possible || rows.length !== this.#size) return false;
    this.#rows = rows;
    if (this.#recording) {
      if (this.#isValid(this.#recording)) return true;
      this.close();
    }
    const backend = tf.backend();
    // In the first step optimisers allocate their slots, which must not be replayed.
    if (this.#steps++ === 0 || !(backend instanceof SharedMemoryBackend)) return false;
    const addresses = this.#variables.map((variable) => backend.address(variable));
    this.#recording = { backend, tape: new Tape(backend.heap), addresses, complete: false };
    return false;
  }

  /** Computes a part of the step, and records it if a recording is in progress. */
  part<T>(compute: () => T): T {
    const recording = this.#current;
    return recording ? recording.backend.record(recording.tape, compute) : compute();
  }

  /** Declares, within a part, the result of the step. */
  watch(result: tf.Scalar): void {
    const recording = this.#current;
    if (!recording) return;
    const { buffer } = recording.backend.shared;
    recording.result = new Float32Array(buffer, recording.backend.address(result), 1);
  }

  /** Ends the step. If it was recorded, it can be replayed from now on. */
  end(): void {
    const recording = this.#current;
    if (!recording) return;
    recording.complete = true;
    if (recording.tape.refused) this.#possible = false;
    if (!this.#isValid(recording)) this.close();
  }

  /** Runs a part again; the first that was recorded is 0. */
  run(part: number): void {
    const { tape, backend } = this.#recording!;
    tape.run(part, backend.execute, this.#rows);
  }

  /** The result of the last replayed step. */
  get result(): number {
    return this.#recording!.result![0];
  }

  /** Discards the recording and frees its memory. */
  close(): void {
    this.#recording?.tape.close();
    this.#recording = undefined;
  }

  /** The recording in progress. */
  get #current(): Recording | undefined {
    return this.#recording?.complete === false ? this.#recording : undefined;
  }

  #isValid({ backend, tape, addresses, complete }: Recording): boolean {
    return complete && tf.backend() === backend && tape.isValid() &&
      this.#variables.every((variable, i) => backend.address(variable) === addresses[i]);
  }
}
