import type { JobFamily } from "../../protocol/job.ts";

export const normalizationJobs: JobFamily = ({ kernels: { scaleShift } }) => ({
  /** Items are rows. args x, center (then scale, then shift), y, columns */
  scaleShift(low, high, _thread, args, at) {
    const columns = args[at + 3], from = 4 * low * columns, center = args[at + 1];
    const scale = center + 4 * columns, shift = scale + 4 * columns, y = args[at + 2] + from;
    scaleShift(args[at] + from, center, scale, shift, y, high - low, columns);
  },
});
