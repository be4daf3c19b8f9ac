import type { RunJob } from "../protocol/job.ts";
import type { Heap } from "./heap.ts";

/** What ran between two moments at which JavaScript has its say. */
interface Part {
  jobs: Parameters<RunJob>[];
  renewals: ((rows: Int32Array) => void)[];
}

// Where a step keeps more than this busy, JavaScript is a hundredth of it, and nothing is to be won.
const WORTH_BYTES = 2 ** 26;

/**
 * The jobs of a computation in the order in which they ran, to be run again without the JavaScript
 * that thought them up. Their arguments are addresses, so whatever they touched stays where it is:
 * blocks released meanwhile are kept until {@linkcode close}.
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

  /** JavaScript made numbers of numbers, drew some, or too much would be kept: never run again. */
  get refused(): boolean {
    return this.#refused;
  }

  /** What runs from now on is a part of its own. */
  begin(): void {
    this.#parts.push({ jobs: [], renewals: [] });
  }

  record(...job: Parameters<RunJob>): void {
    this.#parts.at(-1)!.jobs.push(job);
  }

  /** Brings arguments of this part's jobs up to date before each further run. */
  renew(renewal: (rows: Int32Array) => void): void {
    this.#parts.at(-1)!.renewals.push(renewal);
  }

  /** The tape may be run again only while this is true. */
  require(condition: () => boolean): void {
    this.#conditions.push(condition);
  }

  refuse(): void {
    this.#refused = true;
  }

  /** Takes a released block into its care; false where it does not want it. */
  keep(address: number, bytes: number): boolean {
    if (this.#refused) return false;
    this.#kept.push([address, bytes]);
    this.#bytes += bytes;
    if (this.#bytes <= WORTH_BYTES) return true;
    this.refuse();
    this.close();
    return true;
  }

  holds(): boolean {
    return !this.#refused && this.#conditions.every((condition) => condition());
  }

  /** Runs a part again, over the batch of these rows. */
  run(part: number, run: RunJob, rows: Int32Array): void {
    const { jobs, renewals } = this.#parts[part];
    for (const renewal of renewals) renewal(rows);
    for (const [name, count, minimum, align, args] of jobs) run(name, count, minimum, align, args);
  }

  /** Gives back what it kept; it cannot be run any more. */
  close(): void {
    this.#refused = true;
    for (const block of this.#kept.splice(0)) this.#heap.release(...block);
  }
}
