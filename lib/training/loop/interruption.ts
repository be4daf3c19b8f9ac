import { surviveInterrupts } from "../../notebook/mod.ts";

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
    surviveInterrupts();
    Deno.addSignalListener("SIGINT", this.#onInterrupt);
  }

  get wanted(): boolean {
    return this.#interrupted || this.#signal?.aborted === true;
  }

  /** Lets timers, signals and messages through, at most every `yieldEveryMs`. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#yieldedAt < yieldEveryMs) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#yieldedAt = performance.now();
  }

  close(): void {
    Deno.removeSignalListener("SIGINT", this.#onInterrupt);
  }
}

/**
 * A timer of 0 ms takes 1 ms, so this costs a hundredth of the run. setImmediate would take 7 µs, but
 * in the Jupyter kernel a signal came through only after some twenty of them.
 */
const yieldEveryMs = 100;
