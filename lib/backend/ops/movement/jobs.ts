import { type JobFamily, jobType } from "../../protocol/job.ts";
import { forEachRow } from "../strided_rows.ts";

/** Runs of n numbers inside loops, outermost first, to another arrangement; items are runs. */
export const copy = jobType("copy", "x y n", "sizes xStrides yStrides");

/**
 * Matrices y[i, j] = x[i·xi + j·xj] inside loops, outermost first. Items are matrices or, with
 * `byRows`, the rows of a single matrix.
 */
export const transpose = jobType("transpose", "x y rows n xi xj byRows", "sizes xStrides");

/** y[i] = x[indices[i]], rows of n numbers; items are rows of y. */
export const gatherRows = jobType("gatherRows", "x indices y n");

/** y[i] = bytes[indices[i]] ÷ maximum, rows of n bytes; items are rows of y. */
export const gatherBytes = jobType("gatherBytes", "bytes indices maximum y n");

/** y[i] = value; items are numbers. */
export const fill = jobType("fill", "y value");

/** Jobs that move numbers of four bytes, float32 or int32. */
export const movementJobs: JobFamily = ({ kernels }) => [
  copy.implement(({ x, y, n, sizes, xStrides, yStrides }, low, high) => {
    const xRow = xStrides[sizes.length - 1], yRow = yStrides[sizes.length - 1];
    forEachRow(low, high, sizes, [xStrides, yStrides], (_item, count, xAt, yAt) => {
      kernels.copyRows(x + 4 * xAt, y + 4 * yAt, count, n, xRow, yRow);
    });
  }),

  transpose.implement(({ x, y, rows, n, xi, xj, byRows, sizes, xStrides }, low, high) => {
    if (byRows) {
      kernels.transposeRows(x, y, n, xi, xj, low, high);
      return;
    }
    for (let matrix = low; matrix < high; matrix++) {
      let from = 0;
      for (let loop = sizes.length - 1, rest = matrix; loop >= 0; loop--) {
        const index = rest % sizes[loop];
        rest = (rest - index) / sizes[loop];
        from += index * xStrides[loop];
      }
      kernels.transposeRows(x + 4 * from, y + 4 * matrix * rows * n, n, xi, xj, 0, rows);
    }
  }),

  gatherRows.implement(({ x, indices, y, n }, low, high) =>
    kernels.gatherRows(x, indices + 4 * low, y + 4 * low * n, high - low, n)
  ),

  gatherBytes.implement(({ bytes, indices, maximum, y, n }, low, high) =>
    kernels.gatherBytes(bytes, indices + 4 * low, maximum, y + 4 * low * n, high - low, n)
  ),

  fill.implement(({ y, value }, low, high) => kernels.fill(y + 4 * low, value, high - low)),
];
