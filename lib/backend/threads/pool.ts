import { Worker } from "node:worker_threads";
import type { Job, ThreadContext } from "../protocol/job.ts";
import { jobsFor } from "../protocol/all_jobs.ts";
import { threadContext, type ThreadPlan } from "./context.ts";
import {
  ARGUMENTS,
  Call,
  claim,
  CONTROL,
  Control,
  CONTROL_WORDS,
  FAILURE,
  RESULTS,
  RESULTS_A_THREAD,
  share,
} from "./memory_map.ts";

// The main thread spins this long for the workers' shares before it sleeps.
const SPINS = 200_000;
// A worker that has not answered after so many waits of a second is taken for dead.
const PATIENCE = 60;

/**
 * The calling thread and n − 1 workers on one shared memory; see {@linkcode RunJob}.
 *
 * The workers are node:worker_threads, unref'd: unlike Deno's own Worker they do not keep the
 * process alive, and they end with it. Until they have started, the calling thread works alone.
 */
export class ThreadPool {
  /** what the main thread computes with */
  readonly context: ThreadContext;
  readonly threads: number;
  /** 8 numbers a thread, for jobs that leave a partial result */
  readonly results: Float64Array;
  readonly #numbers = new Map<string, number>();
  readonly #jobs: Job[] = [];
  readonly #workers: Worker[] = [];
  readonly #control: Int32Array;
  readonly #call: Float64Array;
  readonly #memory: WebAssembly.Memory;
  #started = false;
  #broken?: string;

  constructor(plan: ThreadPlan) {
    const { memory, threads } = plan;
    this.threads = threads;
    this.#memory = memory;
    this.context = threadContext(plan, 0);
    for (const [name, job] of jobsFor(this.context)) {
      this.#numbers.set(name, this.#jobs.push(job) - 1);
    }
    this.#control = new Int32Array(memory.buffer, CONTROL, CONTROL_WORDS);
    this.#call = new Float64Array(memory.buffer, ARGUMENTS, Call.capacity);
    this.results = new Float64Array(memory.buffer, RESULTS, RESULTS_A_THREAD * threads);
    for (let thread = 1; thread < threads; thread++) {
      const worker = new Worker(new URL("./worker.ts", import.meta.url), {
        workerData: { plan, thread },
      });
      worker.on("error", (error) => this.#broken = `thread ${thread} ended: ${error}`);
      worker.unref();
      this.#workers.push(worker);
    }
  }

  /** Resolves when every worker waits for jobs. Rejects where one cannot start. */
  async ready(timeoutMs = 20_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (Atomics.load(this.#control, Control.started) < this.#workers.length) {
      if (this.#broken) throw new Error(this.#broken);
      if (performance.now() > end) throw new Error(`no worker started within ${timeoutMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /**
   * Runs the job on all threads, or on this one alone where there are fewer than `minimum` items.
   *
   * @throws {Error} a thread's share failed; the others have finished theirs
   */
  run(name: string, count: number, minimum: number, align: number, args: readonly number[]): void {
    const number = this.#numbers.get(name);
    if (number === undefined) throw new TypeError(`there is no job "${name}"`);
    if (this.threads === 1 || count < minimum || count <= align || !this.#haveStarted()) {
      this.#jobs[number](0, count, 0, args, 0);
      // The other threads' shares are empty, but may leave a partial result all the same.
      for (let t = 1; t < this.threads; t++) this.#jobs[number](count, count, t, args, 0);
      return;
    }
    if (this.#broken) throw new Error(`the backend's threads are gone: ${this.#broken}`);
    const call = this.#call, control = this.#control;
    call[Call.job] = number;
    call[Call.count] = count;
    call[Call.align] = align;
    for (let i = 0; i < args.length; i++) call[Call.first + i] = args[i];
    Atomics.store(control, Control.finished, 0);
    const before = Atomics.add(control, Control.sequence, 1);
    if (Atomics.load(control, Control.sleeping)) Atomics.notify(control, Control.sequence);
    // A worker that another program keeps from running has not claimed its share when this thread
    // is done with its own. Then this thread computes that share too, instead of waiting for it.
    let working = 0, failure: { error: unknown } | undefined;
    for (let thread = 0; thread < this.threads; thread++) {
      if (thread > 0 && !this.#takeOver(thread, before)) {
        working++;
      } else if (!failure) {
        try {
          const [low, high] = share(count, align, thread, this.threads);
          this.#jobs[number](low, high, thread, args, 0);
        } catch (error) {
          failure = { error: thread === 0 ? error : failedIn(name, thread, error) };
        }
      }
    }
    this.#join(name, working);
    if (failure) {
      Atomics.store(control, Control.failed, 0);
      throw failure.error;
    }
    if (Atomics.load(control, Control.failed)) this.#raise(name);
  }

  /** Ends the workers. The memory and what lies in it stay. */
  close(): void {
    this.#broken ??= "the pool was closed";
    for (const worker of this.#workers) worker.terminate();
  }

  // Workers load their modules only while the main thread yields, so it must not wait for them here.
  #haveStarted(): boolean {
    return this.#started ||= Atomics.load(this.#control, Control.started) === this.#workers.length;
  }

  /** Claims a worker's share of the job after sequence `before`; false where the worker has it. */
  #takeOver(thread: number, before: number): boolean {
    return Atomics.compareExchange(this.#control, claim(thread), before, (before + 1) | 0) ===
      before;
  }

  #join(name: string, working: number): void {
    const control = this.#control;
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(control, Control.finished) === working) return;
    }
    Atomics.store(control, Control.waiting, 1);
    // Counted in waits, not by the clock: a process that was stopped for an hour has waited once.
    let waits = 0, finished: number;
    while ((finished = Atomics.load(control, Control.finished)) !== working && waits < PATIENCE) {
      if (Atomics.wait(control, Control.finished, finished, 1000) === "timed-out") waits++;
    }
    Atomics.store(control, Control.waiting, 0);
    if (finished === working) return;
    this.#broken = `${working - finished} of ${working} working threads do not answer to "${name}"`;
    throw new Error(this.#broken);
  }

  #raise(name: string): never {
    const thread = Atomics.exchange(this.#control, Control.failed, 0);
    const length = Atomics.load(this.#control, Control.failureLength);
    const text = new Uint8Array(this.#memory.buffer, FAILURE, length).slice();
    throw failedIn(name, thread, new TextDecoder().decode(text));
  }
}

function failedIn(name: string, share: number, cause: unknown): Error {
  return new Error(`"${name}" failed in share ${share}: ${cause}`, { cause });
}
