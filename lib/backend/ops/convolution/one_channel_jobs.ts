import { ArgumentLayout, words } from "../../protocol/arguments.ts";
import { type JobFamily, jobType } from "../../protocol/job.ts";
import { windowLayout } from "./windows.ts";

/** Y = act(X ∗ W + bias) where X has one channel; items are the output rows of all images. */
export const oneChannelConvolution = jobType(
  "oneChannelConvolution",
  "x filter y filters bias relu",
  "windows",
);

/**
 * dW where X has one channel, a part for each thread; items are the output rows of all images. With
 * `reversed` the order of the taps is reversed.
 */
export const oneChannelFilterGradient = jobType(
  "oneChannelFilterGradient",
  "x dy parts partBytes filters reversed",
  "windows",
);

/**
 * Y with one channel: the products of each pixel with each tap, then their sums; items are images.
 * The filter is [taps, channels], `yImage` is the bytes of an image of Y, and `phases` has the
 * arguments of each phase one after the other.
 */
export const oneChannelResult = jobType(
  "oneChannelResult",
  "x channels filter taps height width y yImage bias relu",
  "phases",
);

/**
 * A phase of {@linkcode oneChannelResult}: where its sums go, its taps, and its windows. A geometry
 * of ../../assembly/geometry.ts.
 */
export const phaseLayout = new ArgumentLayout([
  ...words("yOffset yRow yStep firstTap tapStepY tapStepX"),
  ...windowLayout.names,
]);

/** Bytes at the beginning of the scratch for one row of sums. */
export const LINE_BYTES = 1 << 16;

// The products of taps and pixels take about this much, so that the sums find them in the cache.
const BLOCK_BYTES = 512 << 10;

/**
 * Convolutions from one channel and to one channel, by ../../assembly/convolution/one_channel.ts.
 */
export const oneChannelJobs: JobFamily = (context) => {
  const { kernels, gemm, memory, scratch, scratchBytes, geometry } = context;
  return [
    oneChannelConvolution.implement((args, low, high) => {
      const { x, filter, y, filters, bias, relu } = args;
      const windows = geometry(args.windows);
      kernels.convolveOneChannel(x, filter, y, low, high, filters, bias, relu, scratch, windows);
    }),

    oneChannelFilterGradient.implement((args, low, high, thread) => {
      const { x, dy, parts, partBytes, filters, reversed } = args,
        part = parts + thread * partBytes;
      const windows = geometry(args.windows);
      // deno-fmt-ignore
      kernels.oneChannelFilterGradient(
      x, dy, part, low, high, filters, reversed, scratch, windows,
    );
    }),

    oneChannelResult.implement((args, low, high) => {
      const { x, channels, filter, taps, height, width, y, yImage, relu, phases } = args;
      const bias = args.bias ? new Float32Array(memory.buffer, args.bias, 1)[0] : 0;
      const pixels = height * width, room = Math.min(BLOCK_BYTES, scratchBytes / 2);
      const block = Math.max(1, Math.floor(room / (4 * taps * pixels)));
      const products = scratch + LINE_BYTES;
      for (let first = low; first < high; first += block) {
        const images = Math.min(block, high - first), count = images * pixels;
        const from = x + 4 * first * pixels * channels;
        // deno-fmt-ignore
        gemm(
        false, true, taps, count, channels, filter, channels, from, channels, 0, products, count,
      );
        for (let at = 0; at < phases.length; at += phaseLayout.names.length) {
          const phase = geometry(phases.slice(at, at + phaseLayout.names.length));
          const to = y + yImage * first, plane = 4 * count;
          kernels.sumTaps(products, plane, to, images, yImage, bias, relu, scratch, phase);
        }
      }
    }),
  ];
};
