/** How long work may go on before the notebook, and its stop button, get a turn. */
const TURN_MS = 50;

/** How to watch work that takes a while, and how to end it. */
export interface ProgressOptions {
  /** called several times a second with the share done, 0–1; what it returns is awaited */
  progress?: (share: number) => unknown;
  /** ends the work with the signal's reason as the error */
  signal?: AbortSignal;
}

/** Lets others have a turn now and then while work goes on. */
export class Pace {
  #watch: ProgressOptions;
  #turn = performance.now();

  constructor(watch: ProgressOptions) {
    this.#watch = watch;
    watch.signal?.throwIfAborted();
  }

  /**
   * To be awaited once a step.
   *
   * @param share how much of the work is done, 0–1
   * @throws the signal's reason, once it is aborted
   */
  async step(share: number): Promise<void> {
    if (performance.now() - this.#turn < TURN_MS && share < 1) return;
    await this.#watch.progress?.(share);
    // Signals and key presses only arrive between tasks: a microtask would not let them in.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#watch.signal?.throwIfAborted();
    this.#turn = performance.now();
  }
}

/** Watches a part of the work, from one share of the whole to another. */
export function within(
  { progress, signal }: ProgressOptions,
  from: number,
  to: number,
): ProgressOptions {
  return { signal, progress: progress && ((share) => progress(from + (to - from) * share)) };
}
