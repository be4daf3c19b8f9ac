import { type JobFamily, jobType } from "../protocol/job.ts";

/**
 * Numbers in a row of the table: the addresses of w, g, m and v, and how many numbers they have.
 */
export const ROW = 5;

// One step over all variables as if they were one long vector; items are its numbers, so that
// threads share the work evenly. The table of the variables is in the shared memory.

/** A step of Adam: see ../assembly/optimizers.ts. */
export const adam = jobType("adam", "table variables beta1 beta2 rate root epsilon shrink");

/** A step with momentum `mu`. */
export const momentum = jobType("momentum", "table variables mu rate nesterov");

type Update = (w: number, g: number, m: number, v: number, n: number) => void;

export const optimizerJobs: JobFamily = ({ kernels, memory }) => {
  /** Calls `update` for the part of each variable in low…high−1. */
  const forEachVariable = (
    { table, variables }: { table: number; variables: number },
    low: number,
    high: number,
    update: Update,
  ) => {
    const rows = new Float64Array(memory.buffer, table, variables * ROW);
    for (let row = 0, start = 0; row < rows.length && start < high; row += ROW) {
      const size = rows[row + 4];
      const from = Math.max(low - start, 0), to = Math.min(high - start, size), at = 4 * from;
      if (from < to) {
        const [w, g, m, v] = rows.subarray(row, row + 4);
        update(w + at, g + at, m + at, v + at, to - from);
      }
      start += size;
    }
  };
  return [
    adam.implement((args, low, high) => {
      const { beta1, beta2, rate, root, epsilon, shrink } = args;
      forEachVariable(
        args,
        low,
        high,
        (w, g, m, v, n) => kernels.adam(w, g, m, v, n, beta1, beta2, rate, root, epsilon, shrink),
      );
    }),
    momentum.implement((args, low, high) => {
      const { mu, rate, nesterov } = args;
      forEachVariable(
        args,
        low,
        high,
        (w, g, m, _v, n) => kernels.momentum(w, g, m, n, mu, rate, nesterov),
      );
    }),
  ];
};
