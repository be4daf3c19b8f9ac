import { listing } from "../../protocol/arguments.ts";
import { type JobFamily, jobTypes } from "../../protocol/job.ts";

const methods = ["resizeNearest", "resizeBilinear"] as const;
export type Resizing = typeof methods[number];

/** Sizes before and after, and the addresses of the tables of table.ts. */
export const mappingNames = "height width channels newHeight newWidth rows columns";
const mappingNumbers = listing(mappingNames);

/** Resizing; items are the output rows of all images. */
export const resize = jobTypes(methods, "", `x y ${mappingNames}` as const);

/** The gradient of the input; items are images. */
export const resizeGradient = jobTypes(methods, "Gradient", `dy dx ${mappingNames}` as const);

export const resizeJobs: JobFamily = ({ kernels }) => [
  ...methods.map((method) => {
    const kernel = kernels[method];
    return resize[method].implement((args, low, high) =>
      kernel(args.x, args.y, low, high, ...mappingNumbers(args))
    );
  }),

  ...methods.map((method) => {
    const kernel = kernels[`${method}Gradient`];
    return resizeGradient[method].implement((args, low, high) => {
      const { dy, dx, height, width, channels } = args, image = height * width * channels;
      // The kernels add to dX.
      kernels.fill(dx + 4 * low * image, 0, (high - low) * image);
      kernel(dy, dx, low, high, ...mappingNumbers(args));
    });
  }),
];
