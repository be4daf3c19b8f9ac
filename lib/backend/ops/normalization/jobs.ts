import { type JobFamily, jobType } from "../../protocol/job.ts";

/**
 * y[r, c] = (x[r, c] − center[c]) · scale[c] + shift[c]; items are rows. At `center` are the
 * centers of all columns, followed by the scales and the shifts.
 */
export const scaleShift = jobType("scaleShift", "x center y columns");

export const normalizationJobs: JobFamily = ({ kernels }) => [
  scaleShift.implement(({ x, center, y, columns }, low, high) => {
    const from = 4 * low * columns, scale = center + 4 * columns, shift = scale + 4 * columns;
    kernels.scaleShift(x + from, center, scale, shift, y + from, high - low, columns);
  }),
];
