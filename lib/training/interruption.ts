import { setImmediate } from "node:timers";

/**
 * Whether someone wants the run to end: an abort signal, Ctrl-C, or JupyterLab's stop button, which
 * sends SIGINT and would kill the kernel if nobody listened.
 */
export class Interruption {
  readonly #signal?: AbortSignal;
  #interrupted = false;
  #yieldedAt = performance.now();
  readonly #onInterrupt = () => {
    this.#interrupted = true;
  };

  /** Listens until {@linkcode close}. */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
    Deno.addSignalListener("SIGINT", this.#onInterrupt);
  }

  get wanted(): boolean {
    return this.#interrupted || this.#signal?.aborted === true;
  }

  /** Lets timers, signals and messages through, at most every `yieldEveryMs`. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#yieldedAt < yieldEveryMs) return;
    await new Promise<void>((resolve) => setImmediate(() => resolve()));
    this.#yieldedAt = performance.now();
  }

  close(): void {
    Deno.removeSignalListener("SIGINT", this.#onInterrupt);
  }
}

const yieldEveryMs = 50;
