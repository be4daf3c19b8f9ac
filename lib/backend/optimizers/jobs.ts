import type { JobFamily } from "../protocol/job.ts";

/** Numbers a variable in the table that the jobs below read: w, g, m, v, how many. */
export const ROW = 5;

/**
 * One step over all variables as if they were one long vector; items are its numbers, so that
 * threads share the work evenly whatever the sizes. The table lies in the shared memory.
 */
export const optimizerJobs: JobFamily = ({ kernels, memory }) => {
  type Update = (w: number, g: number, m: number, v: number, n: number) => void;
  const overTable = (table: number, rows: number, low: number, high: number, update: Update) => {
    const numbers = new Float64Array(memory.buffer, table, rows * ROW);
    for (let row = 0, start = 0; row < numbers.length && start < high; row += ROW) {
      const size = numbers[row + 4];
      const from = Math.max(low - start, 0), to = Math.min(high - start, size), at = 4 * from;
      if (from < to) {
        const [w, g, m, v] = [0, 1, 2, 3].map((i) => numbers[row + i] + at);
        update(w, g, m, v, to - from);
      }
      start += size;
    }
  };
  return {
    /** args table, variables, β₁, β₂, rate, root, ε, shrink: see assembly/optimizers.ts */
    adam(low, high, _thread, args, at) {
      const b1 = args[at + 2], b2 = args[at + 3], rate = args[at + 4], root = args[at + 5];
      const epsilon = args[at + 6], shrink = args[at + 7];
      overTable(
        args[at],
        args[at + 1],
        low,
        high,
        (w, g, m, v, n) => kernels.adam(w, g, m, v, n, b1, b2, rate, root, epsilon, shrink),
      );
    },
    /** args table, variables, μ, rate, nesterov (0 or 1) */
    momentum(low, high, _thread, args, at) {
      const mu = args[at + 2], rate = args[at + 3], nesterov = args[at + 4];
      overTable(
        args[at],
        args[at + 1],
        low,
        high,
        (w, g, m, _v, n) => kernels.momentum(w, g, m, n, mu, rate, nesterov),
      );
    },
  };
};
