import { inKernel, surviveInterrupts } from "../../notebook/mod.ts";
import { yieldToEventLoop } from "../../progress/mod.ts";

/** Time between two yields. One takes 2.2 ms, so they cost a hundredth of the run. */
const YIELD_INTERVAL_MS = 200;

/** A second Ctrl-C within this time ends the program. */
const REPEAT_MS = 1000;
/** Within this time it is the same one, which `npx` passes on in addition to the terminal. */
const SAME_MS = 100;

/** The runs that a SIGINT ends. */
const running = new Set<Interruption>();
let interruptedAt = -Infinity;

function onInterrupt(): void {
  const now = performance.now(), since = now - interruptedAt;
  if (since < SAME_MS) return;
  // A script that trains in a loop would begin its next run; the stop button must not end the kernel.
  if (since < REPEAT_MS && !inKernel) Deno.exit(130);
  interruptedAt = now;
  for (const run of running) run.interrupt();
}

/**
 * Requests to end the run: an abort signal, Ctrl-C, or JupyterLab's stop button, which sends a SIGINT
 * that would kill a kernel without a listener.
 */
export class Interruption implements Disposable {
  readonly #signal?: AbortSignal;
  #interrupted = false;
  #yieldedAt = performance.now();

  /** Listens until it is disposed. */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
    surviveInterrupts();
    if (running.size === 0) Deno.addSignalListener("SIGINT", onInterrupt);
    running.add(this);
  }

  /** Ends the run between two batches. */
  interrupt(): void {
    this.#interrupted = true;
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
    running.delete(this);
    if (running.size === 0) Deno.removeSignalListener("SIGINT", onInterrupt);
  }
}
