import type { JobCall } from "../protocol/job.ts";
import { type Heap, type Keeper, sizeClass } from "./heap.ts";

/** What ran between two points at which JavaScript outside the backend runs. */
interface Part {
  calls: JobCall[];
  updates: ((rows: Int32Array) => void)[];
}

// Steps that keep more bytes than this spend about 1 % of their time in JavaScript, and other
// computations need the memory.
const WORTH_BYTES = 2 ** 29;

/**
 * The jobs of a computation in the order in which they ran, so that they can run again without the
 * JavaScript that issued them. Their arguments contain addresses, so every block that they use must
 * stay where it is: blocks released meanwhile are kept until {@linkcode close}. Those that only jobs write
 * serve other outputs of the tape, because its jobs always run in the same order.
 */
export class Tape implements Keeper {
  readonly #heap: Heap;
  readonly #parts: Part[] = [];
  readonly #own = new Set<number>();
  /** blocks that may serve again, by size; the others may not */
  readonly #free = new Map<number, number[]>();
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
    const size = sizeClass(bytes), list = this.#free.get(size);
    if (!this.#own.has(address)) this.#kept.push([address, bytes]);
    else if (list) list.push(address);
    else this.#free.set(size, [address]);
    this.#bytes += size;
    if (this.#bytes <= WORTH_BYTES) return true;
    this.refuse();
    this.close();
    return true;
  }

  giveBack(size: number): number | undefined {
    const address = this.#free.get(size)?.pop();
    if (address !== undefined) this.#bytes -= size;
    return address;
  }

  allocated(address: number): void {
    this.#own.add(address);
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
    for (const [size, list] of this.#free) {
      for (const address of list.splice(0)) this.#heap.release(address, size);
    }
  }
}
