import { listing } from "../../protocol/arguments.ts";
import { type JobFamily, jobTypes } from "../../protocol/job.ts";
import { gaplessNames } from "../convolution/windows.ts";

const gaplessNumbers = listing(gaplessNames);
const methods = ["maxPool", "averagePool"] as const;
export type Pooling = typeof methods[number];

/** Pooling; items are the output pixels of all images. */
export const pool = jobTypes(methods, "", `x y ${gaplessNames}` as const);

/** The gradient of the input; items are images. Average pooling does not read `x`. */
export const poolGradient = jobTypes(methods, "Gradient", `x dy dx ${gaplessNames}` as const);

export const poolingJobs: JobFamily = ({ kernels }) => [
  ...methods.map((method) => {
    const kernel = kernels[method];
    return pool[method].implement((args, low, high) => {
      const windows = gaplessNumbers(args), y = args.y + 4 * low * args.channels;
      kernel(args.x, y, low, high - low, ...windows);
    });
  }),

  ...methods.map((method) => {
    const kernel = kernels[`${method}Gradient`];
    return poolGradient[method].implement((args, low, high) => {
      const { x, dy, dx, height, width, channels } = args, image = height * width * channels;
      // The kernels add to dX.
      kernels.fill(dx + 4 * low * image, 0, (high - low) * image);
      const addresses = method === "maxPool" ? [x, dy, dx] : [dy, dx];
      kernel(...addresses, low, high, ...gaplessNumbers(args));
    });
  }),
];
