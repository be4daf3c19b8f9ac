import type { JobFamily } from "../../protocol/job.ts";
import { WINDOW_NUMBERS } from "../convolution/windows.ts";

// assembly/pooling.ts takes the windows' numbers but the steps: its windows have no gaps.
const POOL_NUMBERS = WINDOW_NUMBERS - 2;

/** Pooling over pixels low…high−1 of all outputs, its gradients over images low…high−1. */
export const poolingJobs: JobFamily = ({ kernels, memory }) => {
  const numbers = (args: ArrayLike<number>, offset: number) =>
    Array.from({ length: POOL_NUMBERS }, (_, i) => args[offset + i]);
  // dX is zero before windows add to it.
  const clear = (dx: number, low: number, high: number, [height, width, channels]: number[]) => {
    const image = height * width * channels;
    new Float32Array(memory.buffer, dx + 4 * low * image, (high - low) * image).fill(0);
  };
  return {
    maxPool(low, high, _thread, args, offset) {
      const windows = numbers(args, offset + 2), y = args[offset + 1] + 4 * low * windows[2];
      kernels.maxPool(args[offset], y, low, high - low, ...windows);
    },
    averagePool(low, high, _thread, args, offset) {
      const windows = numbers(args, offset + 2), y = args[offset + 1] + 4 * low * windows[2];
      kernels.averagePool(args[offset], y, low, high - low, ...windows);
    },
    maxPoolGradient(low, high, _thread, args, offset) {
      const x = args[offset], dy = args[offset + 1], dx = args[offset + 2];
      const windows = numbers(args, offset + 3);
      clear(dx, low, high, windows);
      kernels.maxPoolGradient(x, dy, dx, low, high, ...windows);
    },
    averagePoolGradient(low, high, _thread, args, offset) {
      const dy = args[offset], dx = args[offset + 1], windows = numbers(args, offset + 2);
      clear(dx, low, high, windows);
      kernels.averagePoolGradient(dy, dx, low, high, ...windows);
    },
  };
};
