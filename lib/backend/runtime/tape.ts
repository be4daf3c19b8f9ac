import type { JobCall } from "../protocol/job.ts";
import type { Heap } from "./heap.ts";

/** What ran between two points at which JavaScript outside the backend runs. */
interface Part {
  calls: JobCall[];
  updates: ((rows: Int32Array) => void)[];
}

// Steps that keep more bytes than this busy spend about 1 % of their time in JavaScript: replaying
// them gains nothing.
const WORTH_BYTES = 2 ** 26;

/**
 * The jobs of a computation in the order in which they ran, so that they can run again without the
 * JavaScript that issued them. Their arguments contain addresses, so every block that they use must
 * stay where it is: blocks released meanwhile are kept until {@linkcode close}.
 */
export class Tape {
  readonly #heap: Heap;
  readonly #parts: Part[] = [];
  readonly #kept: [address: number, bytes: number][] = [];
  readonly #conditions: (() => boolean)[] = [];
  #bytes = 0;
  #refused = false;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** Whether the tape must never run: JavaScript read or wrote numbers, or it keeps too much. */
  get refused(): boolean {
    return this.#refused;
  }

  /** Begins a new part. */
  begin(): void {
    this.#parts.push({ calls: [], updates: [] });
  }

  record(call: JobCall): void {
    this.#parts.at(-1)!.calls.push(call);
  }

  /** Before each further run of this part, `update` changes what its jobs read. */
  beforeEachRun(update: (rows: Int32Array) => void): void {
    this.#parts.at(-1)!.updates.push(update);
  }

  /** The tape may run again only while `condition` holds. */
  require(condition: () => boolean): void {
    this.#conditions.push(condition);
  }

  refuse(): void {
    this.#refused = true;
  }

  /** Keeps a released block; false if the heap may have it back. */
  keep(address: number, bytes: number): boolean {
    if (this.#refused) return false;
    this.#kept.push([address, bytes]);
    this.#bytes += bytes;
    if (this.#bytes <= WORTH_BYTES) return true;
    this.refuse();
    this.close();
    return true;
  }

  /** Whether the tape may run again. */
  isValid(): boolean {
    return !this.#refused && this.#conditions.every((condition) => condition());
  }

  /** Runs a part again, on the batch of these rows. */
  run(part: number, execute: (call: JobCall) => void, rows: Int32Array): void {
    const { calls, updates } = this.#parts[part];
    for (const update of updates) update(rows);
    for (const call of calls) execute(call);
  }

  /** Releases the blocks that it kept. It cannot run any more. */
  close(): void {
    this.#refused = true;
    for (const block of this.#kept.splice(0)) this.#heap.release(...block);
  }
}
