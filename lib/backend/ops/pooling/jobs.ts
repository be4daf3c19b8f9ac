import { type JobFamily, jobTypes } from "../../protocol/job.ts";
import { windowLayout } from "../convolution/windows.ts";

const methods = ["maxPool", "averagePool"] as const;
export type Pooling = typeof methods[number];

/** Pooling; items are the output pixels of all images. */
export const pool = jobTypes(methods, "", "x y", "windows");

/** The gradient of the input; items are images. Average pooling does not read `x`. */
export const poolGradient = jobTypes(methods, "Gradient", "x dy dx", "windows");

export const poolingJobs: JobFamily = ({ kernels, geometry }) => [
  ...methods.map((method) => {
    const kernel = kernels[method];
    return pool[method].implement(({ x, y, windows }, low, high) => {
      const { channels } = windowLayout.read(windows);
      kernel(x, y + 4 * low * channels, low, high - low, geometry(windows));
    });
  }),

  ...methods.map((method) => {
    const kernel = kernels[`${method}Gradient`];
    return poolGradient[method].implement(({ x, dy, dx, windows }, low, high) => {
      const { height, width, channels } = windowLayout.read(windows);
      const image = height * width * channels;
      // The kernels add to dX.
      kernels.fill(dx + 4 * low * image, 0, (high - low) * image);
      const addresses = method === "maxPool" ? [x, dy, dx] : [dy, dx];
      kernel(...addresses, low, high, geometry(windows));
    });
  }),
];
