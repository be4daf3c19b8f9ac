import { yieldToEventLoop } from "./yield.ts";
import { requireFunction, requireSignal } from "../require.ts";

/** Time between two yields to the event loop, in which a notebook and its stop button can react. */
const INTERVAL_MS = 50;

/** How to observe long-running work, and how to stop it. */
export interface ProgressOptions {
  /** called several times a second with the share done, 0–1; a promise that it returns is awaited */
  progress?: (share: number) => unknown;
  /** stops the work; it then rejects with the signal's reason */
  signal?: AbortSignal;
}

/** Reports the progress of a loop and keeps the process responsive while it runs. */
export class ProgressReporter {
  readonly #options: ProgressOptions;
  #reportedAt = performance.now();

  /** @throws the signal's reason, if it is aborted already */
  constructor(options: ProgressOptions) {
    this.#options = options;
    const { signal, progress } = options;
    requireSignal(signal);
    if (progress !== undefined) requireFunction("progress", progress);
    signal?.throwIfAborted();
  }

  /**
   * Call it once per step. Every 50 ms, and when all is done, it passes the share on and yields to the
   * event loop; at other times it does nothing.
   *
   * @param share of the work that is done, 0–1
   * @throws the signal's reason, once it is aborted
   */
  async report(share: number): Promise<void> {
    if (performance.now() - this.#reportedAt < INTERVAL_MS && share < 1) return;
    await this.#options.progress?.(share);
    await yieldToEventLoop();
    this.#options.signal?.throwIfAborted();
    this.#reportedAt = performance.now();
  }
}

/** The options for a part of the work: its progress 0–1 is reported as `from`–`to` of the total. */
export function partOfProgress(
  { progress, signal }: ProgressOptions,
  from: number,
  to: number,
): ProgressOptions {
  return { signal, progress: progress && ((share) => progress(from + (to - from) * share)) };
}
