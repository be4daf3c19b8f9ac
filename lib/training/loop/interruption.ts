import { surviveInterrupts } from "../../notebook/mod.ts";
import { yieldToEventLoop } from "../../progress/mod.ts";

/** Time between two yields. One takes a millisecond, so they cost a hundredth of the run. */
const YIELD_INTERVAL_MS = 100;

/**
 * Requests to end the run: an abort signal, Ctrl-C, or JupyterLab's stop button, which sends a SIGINT
 * that would kill a kernel without a listener.
 */
export class Interruption implements Disposable {
  readonly #signal?: AbortSignal;
  #interrupted = false;
  #yieldedAt = performance.now();
  readonly #onInterrupt = () => {
    this.#interrupted = true;
  };

  /** Listens until it is disposed. */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
    surviveInterrupts();
    Deno.addSignalListener("SIGINT", this.#onInterrupt);
  }

  /** Whether the run should end. Yields to the event loop now and then, so that signals arrive. */
  async requested(): Promise<boolean> {
    if (performance.now() - this.#yieldedAt >= YIELD_INTERVAL_MS) {
      await yieldToEventLoop();
      this.#yieldedAt = performance.now();
    }
    return this.#interrupted || this.#signal?.aborted === true;
  }

  [Symbol.dispose](): void {
    Deno.removeSignalListener("SIGINT", this.#onInterrupt);
  }
}
