import { jobsFor } from "../all_jobs.ts";
import { workerScript } from "../assets.ts";
import { startWorker } from "../host.ts";
import type { JobCall, JobImplementation } from "../protocol/job.ts";
import type { ThreadContext } from "../protocol/thread_context.ts";
import { threadContext, type ThreadPlan, type WorkerData } from "./context.ts";
import {
  ARGUMENTS,
  Call,
  CONTROL,
  Control,
  CONTROL_WORDS,
  FAILURE,
} from "../protocol/memory_map.ts";
import { awaitPieces, offerPieces, takePieces, withdrawPieces } from "../protocol/pieces.ts";

// Iterations for which the main thread spins, waiting for the workers, before it sleeps.
const SPINS = 200_000;
// How long it then sleeps at a time.
const WAIT_MS = 1000;

/**
 * The calling thread and n − 1 workers on one shared memory.
 *
 * The workers do not keep the process alive, and end with it. Until they have started, the calling thread computes all shares, which
 * gives the same bits.
 */
export class ThreadPool {
  /** the context of the main thread */
  readonly context: ThreadContext;
  readonly threads: number;
  readonly #indices = new Map<string, number>();
  readonly #jobs: JobImplementation[] = [];
  readonly #plan: ThreadPlan;
  /** what ends each worker */
  #workers: (() => void)[] = [];
  readonly #control: Int32Array;
  readonly #call: Float64Array;
  readonly #memory: WebAssembly.Memory;
  #broken?: string;

  constructor(plan: ThreadPlan) {
    const { memory, threads } = plan;
    this.#plan = plan;
    this.threads = threads;
    this.#memory = memory;
    this.context = threadContext(plan, 0);
    for (const [name, job] of jobsFor(this.context)) {
      this.#indices.set(name, this.#jobs.push(job) - 1);
    }
    this.#control = new Int32Array(memory.buffer, CONTROL, CONTROL_WORDS);
    this.#call = new Float64Array(memory.buffer, ARGUMENTS, Call.capacity);
    this.#start();
  }

  /** Starts the workers, unless they have been started. */
  #start(): void {
    if (this.#workers.length > 0) return;
    const generation = Atomics.load(this.#control, Control.generation);
    for (let thread = 1; thread < this.threads; thread++) {
      const data: WorkerData = { plan: this.#plan, thread, generation };
      const end = startWorker(workerScript(), data, (error) => {
        if (this.#workers.includes(end)) this.#broken = `thread ${thread} ended: ${error}`;
      });
      this.#workers.push(end);
    }
  }

  /** Resolves when every worker waits for jobs; rejects if one cannot start. */
  async ready(timeoutMs = 20_000): Promise<void> {
    this.#start();
    const end = performance.now() + timeoutMs;
    while (Atomics.load(this.#control, Control.started) < this.#workers.length) {
      if (this.#broken) throw new Error(this.#broken);
      if (performance.now() > end) throw new Error(`no worker started within ${timeoutMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /**
   * Runs the job on all threads, or on this one alone if it has fewer than `minimum` items.
   *
   * @throws {Error} the share of a thread failed; the other threads have finished theirs
   * @throws {TypeError} there is no such job
   */
  run(jobCall: JobCall): void {
    const { name, count, minimum, align, args } = jobCall;
    const index = this.#indices.get(name);
    if (index === undefined) throw new TypeError(`there is no job "${name}"`);
    const { job, block } = this.#jobs[index];
    if (this.threads === 1 || count < minimum || count <= align) {
      job(0, count, 0, args, 0);
      // The shares of the other threads are empty, but may have to leave a partial result.
      for (let t = 1; t < this.threads; t++) job(count, count, t, args, 0);
      return;
    }
    if (this.#broken) throw new Error(`the threads of the backend are gone: ${this.#broken}`);
    this.#start();
    const call = this.#call, control = this.#control;
    call[Call.job] = index;
    call[Call.count] = count;
    call[Call.align] = align;
    call[Call.block] = jobCall.block ??= block?.(args) ?? 0;
    call.set(args, Call.first);
    Atomics.store(control, Control.finished, 0);
    const sequence = Atomics.load(control, Control.sequence) + 1;
    const pieces = offerPieces(control, call, sequence, this.threads);
    Atomics.store(control, Control.sequence, sequence);
    if (Atomics.load(control, Control.sleeping)) Atomics.notify(control, Control.sequence);
    let failure: { error: unknown } | undefined;
    const taken = takePieces(control, call, 0, this.threads, sequence, (low, high, share) => {
      if (failure) return;
      try {
        job(low, high, share, args, 0);
      } catch (error) {
        failure = { error: share === 0 ? error : failedIn(name, share, error) };
      }
    });
    this.#join(name, pieces - taken);
    if (failure) {
      Atomics.store(control, Control.failed, 0);
      throw failure.error;
    }
    if (Atomics.load(control, Control.failed)) this.#raise(name);
  }

  /** Ends the workers. The memory and its contents remain, and the next job starts other workers. */
  close(): void {
    const control = this.#control;
    Atomics.add(control, Control.generation, 1);
    Atomics.store(control, Control.started, 0);
    // A worker wakes when the sequence changes; then there must be nothing to take.
    withdrawPieces(control, this.threads);
    Atomics.add(control, Control.sequence, 1);
    Atomics.notify(control, Control.sequence);
    for (const end of this.#workers.splice(0)) end();
  }

  #join(name: string, working: number): void {
    const control = this.#control;
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(control, Control.finished) === working) return;
    }
    const finished = awaitPieces(control, working, WAIT_MS);
    if (finished === working) return;
    this.#broken = `${working - finished} of ${working} pieces of "${name}" were not finished`;
    throw new Error(this.#broken);
  }

  #raise(name: string): never {
    const share = Atomics.exchange(this.#control, Control.failed, 0) - 1;
    const length = Atomics.load(this.#control, Control.failureLength);
    const text = new Uint8Array(this.#memory.buffer, FAILURE, length).slice();
    throw failedIn(name, share, new TextDecoder().decode(text));
  }
}

function failedIn(name: string, share: number, cause: unknown): Error {
  return new Error(`"${name}" failed in share ${share}: ${cause}`, { cause });
}
