/**
 * Lets pending timers, signals and messages be handled. A resolved promise would not: they are only
 * handled between tasks.
 *
 * A timer of 0 ms takes 1 ms, so call this every 50 ms or more. `setImmediate` would take 7 µs, but in
 * the Jupyter kernel a signal is only delivered after about twenty of them.
 */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
