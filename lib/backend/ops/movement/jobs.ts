import type { Job, JobFamily, Kernels } from "../../protocol/job.ts";

/** Numbers moved as they are: float32 or int32, four bytes each. */
export const movementJobs: JobFamily = ({ kernels }) => ({
  copy: copyJob(kernels),
  transpose: transposeJob(kernels),
  gatherRows: (low, high, _thread, args, at) => {
    const n = args[at + 3], y = args[at + 2] + 4 * low * n;
    kernels.gatherRows(args[at], args[at + 1] + 4 * low, y, high - low, n);
  },
  gatherBytes: (low, high, _thread, args, at) => {
    const n = args[at + 4], y = args[at + 3] + 4 * low * n;
    kernels.gatherBytes(args[at], args[at + 1] + 4 * low, args[at + 2], y, high - low, n);
  },
  fill: (low, high, _thread, args, at) =>
    kernels.fill(args[at] + 4 * low, args[at + 1], high - low),
});

/**
 * Runs of n neighbours from one arrangement to another; items are runs.
 * args x, y, n, loops, …sizes, …xStrides, …yStrides (at least one loop)
 */
function copyJob({ copyRows }: Kernels): Job {
  return (low, high, _thread, args, at) => {
    const n = args[at + 2], loops = args[at + 3], sizes = at + 4;
    const xStrides = sizes + loops, yStrides = xStrides + loops, rows = args[sizes + loops - 1];
    const xRow = args[xStrides + loops - 1], yRow = args[yStrides + loops - 1];
    for (let item = low; item < high;) {
      const row = item % rows, count = Math.min(rows - row, high - item);
      let x = row * xRow, y = row * yRow;
      for (let loop = loops - 2, rest = (item - row) / rows; loop >= 0; loop--) {
        const index = rest % args[sizes + loop];
        rest = (rest - index) / args[sizes + loop];
        x += index * args[xStrides + loop];
        y += index * args[yStrides + loop];
      }
      copyRows(args[at] + 4 * x, args[at + 1] + 4 * y, count, n, xRow, yRow);
      item += count;
    }
  };
}

/**
 * Matrices y[i, j] = x[i·xi + j·xj], several of them; items are matrices, or rows where there is one.
 * args x, y, rows, n, xi, xj, byRows, loops, …sizes, …xStrides
 */
function transposeJob({ transposeRows }: Kernels): Job {
  return (low, high, _thread, args, at) => {
    const x = args[at], y = args[at + 1], rows = args[at + 2], n = args[at + 3];
    const xi = args[at + 4], xj = args[at + 5], loops = args[at + 7], sizes = at + 8;
    if (args[at + 6]) {
      transposeRows(x, y, n, xi, xj, low, high);
      return;
    }
    for (let item = low; item < high; item++) {
      let from = 0;
      for (let loop = loops - 1, rest = item; loop >= 0; loop--) {
        const index = rest % args[sizes + loop];
        rest = (rest - index) / args[sizes + loop];
        from += index * args[sizes + loops + loop];
      }
      transposeRows(x + 4 * from, y + 4 * item * rows * n, n, xi, xj, 0, rows);
    }
  };
}
