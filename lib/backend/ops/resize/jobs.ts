import type { Job, JobFamily } from "../../protocol/job.ts";

/** Resizing over output rows low…high−1 of all images, its gradients over images low…high−1. */
export const resizeJobs: JobFamily = ({ kernels, memory }) => {
  // from, to, height, width, channels, newHeight, newWidth, rows, columns
  const forward = (name: string): Job => (low, high, _thread, args, offset) => {
    const [from, to, ...shape] = Array.from({ length: 9 }, (_, i) => args[offset + i]);
    kernels[name](from, to, low, high, ...shape);
  };
  const back = (name: string): Job => (low, high, _thread, args, offset) => {
    const [from, to, ...shape] = Array.from({ length: 9 }, (_, i) => args[offset + i]);
    const image = shape[0] * shape[1] * shape[2];
    new Float32Array(memory.buffer, to + 4 * low * image, (high - low) * image).fill(0);
    kernels[name](from, to, low, high, ...shape);
  };
  return {
    resizeNearest: forward("resizeNearest"),
    resizeBilinear: forward("resizeBilinear"),
    resizeNearestGradient: back("resizeNearestGradient"),
    resizeBilinearGradient: back("resizeBilinearGradient"),
  };
};
