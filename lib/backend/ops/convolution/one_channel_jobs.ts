import type { JobFamily } from "../../protocol/job.ts";

// The products of taps and pixels take about this much, so that they are summed from the cache.
const BLOCK_BYTES = 512 << 10;

/** Convolutions from one channel and to one channel by assembly/convolution_one.ts. */
export const oneChannelJobs: JobFamily = ({ kernels, gemm, memory, scratch, scratchBytes }) => ({
  // args x, filter, y, filters, bias, relu, and the windows but their steps
  oneChannelConvolution(low, high, _thread, args, at) {
    const [x, filter, y, filters, bias, relu] = numbers(args, at, 6);
    const windows = numbers(args, at + 6, 10);
    kernels.convolveOneChannel(x, filter, y, low, high, filters, bias, relu, scratch, ...windows);
  },

  // args x, dy, parts, partBytes, filters, turned, and the windows but their steps
  oneChannelFilterGradient(low, high, thread, args, at) {
    const [x, dy, parts, partBytes, filters, turned] = numbers(args, at, 6);
    const part = parts + thread * partBytes, windows = numbers(args, at + 6, 10);
    // deno-fmt-ignore
    kernels.oneChannelFilterGradient(
      x, dy, part, low, high, filters, turned, scratch, ...windows,
    );
  },

  // Y with one channel, for images low…high−1; args x, channels, filter [taps, channels], taps,
  // height, width, y, yImage, bias, relu, phases, and for each phase yOffset, yRow, yStep, firstTap,
  // tapStepY, tapStepX and the windows without channels
  oneChannelResult(low, high, _thread, args, at) {
    const [x, channels, filter, taps, height, width] = numbers(args, at, 6);
    const [y, yImage, biasAddress, relu, phases] = numbers(args, at + 6, 5);
    const bias = biasAddress ? new Float32Array(memory.buffer, biasAddress, 1)[0] : 0,
      pixels = height * width;
    const room = Math.min(BLOCK_BYTES, scratchBytes / 2);
    const block = Math.max(1, Math.floor(room / (4 * taps * pixels)));
    const products = scratch + LINE_BYTES;
    for (let first = low; first < high; first += block) {
      const images = Math.min(block, high - first), count = images * pixels;
      const from = x + 4 * first * pixels * channels;
      // deno-fmt-ignore
      gemm(
        false, true, taps, count, channels, filter, channels, from, channels, 0, products, count,
      );
      for (let phase = 0; phase < phases; phase++) {
        const base = at + 11 + PHASE_NUMBERS * phase;
        const [offset, yRow, yStep, firstTap, stepY, stepX] = numbers(args, base, 6);
        const to = y + yImage * first + offset, windows = numbers(args, base + 6, 12);
        // deno-fmt-ignore
        kernels.sumTaps(
          products, 4 * count, to, images, yImage, yRow, yStep, firstTap, stepY, stepX,
          bias, relu, scratch, ...windows,
        );
      }
    }
  },
});

/** Bytes at the beginning of the scratch for one row of sums. */
export const LINE_BYTES = 1 << 16;
/** Numbers of a phase among the arguments of `oneChannelResult`. */
export const PHASE_NUMBERS = 18;

const numbers = (args: ArrayLike<number>, from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => args[from + i]);
