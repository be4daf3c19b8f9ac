import { ArgumentLayout, words } from "../../protocol/arguments.ts";
import { type JobFamily, jobTypes } from "../../protocol/job.ts";

const methods = ["resizeNearest", "resizeBilinear"] as const;
export type Resizing = typeof methods[number];

/** Sizes and the addresses of the tables of table.ts: a geometry of ../../assembly/geometry.ts. */
export const mappingLayout = new ArgumentLayout(
  words("height width channels newHeight newWidth rows columns"),
);

/** Resizing; items are the output rows of all images. */
export const resize = jobTypes(methods, "", "x y", "mapping");

/** The gradient of the input; items are images. */
export const resizeGradient = jobTypes(methods, "Gradient", "dy dx", "mapping");

export const resizeJobs: JobFamily = ({ kernels, geometry }) => [
  ...methods.map((method) => {
    const kernel = kernels[method];
    return resize[method].implement(({ x, y, mapping }, low, high) =>
      kernel(x, y, low, high, geometry(mapping))
    );
  }),

  ...methods.map((method) => {
    const kernel = kernels[`${method}Gradient`];
    return resizeGradient[method].implement(({ dy, dx, mapping }, low, high) => {
      const { height, width, channels } = mappingLayout.read(mapping);
      const image = height * width * channels;
      // The kernels add to dX.
      kernels.fill(dx + 4 * low * image, 0, (high - low) * image);
      kernel(dy, dx, low, high, geometry(mapping));
    });
  }),
];
