import type { Monitor } from "@autoencoders";
import { duration } from "../../lib/progress/mod.ts";

/** At most so often is a line written to a log. */
const everyMs = 60_000;

/**
 * A monitor for logs: says now and then how long the run will still take. On a terminal the progress
 * bar says it in its line.
 */
export function remaining(label: string, write: (line: string) => void = console.error): Monitor {
  let toldAt = performance.now();
  return {
    batch({ epoch, remainingMs }) {
      if (performance.now() - toldAt < everyMs) return;
      toldAt = performance.now();
      write(`${label}  in epoch ${epoch}, ${duration(remainingMs)} left`);
    },
  };
}
