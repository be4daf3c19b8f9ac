import { ArgumentLayout, words } from "../../protocol/arguments.ts";
import { type JobFamily, jobType } from "../../protocol/job.ts";
import type { ThreadContext } from "../../protocol/thread_context.ts";
import { MINIMUM_ROWS, SMALL_PRODUCT } from "./blocks.ts";
import { windowLayout } from "./windows.ts";

/** Where the pixels of a phase go: a list of a job, and a geometry of ../../assembly/geometry.ts. */
export const placementLayout = new ArgumentLayout(
  words(
    "outHeight outWidth placeHeight placeWidth placeStrideY placeStrideX phaseY phaseX",
  ),
);

/**
 * Y[p, f] = act(Σ_k columns[p, k] · W[k, f] + bias[f]); items are the output pixels p of all
 * images.
 *
 * With `columnsAreX` the numbers of the image are its columns. If `placement` is not empty, the rows
 * of Y are those of one phase and go to every placeStrideY-th row and placeStrideX-th column of an
 * image of placeHeight × placeWidth pixels.
 */
export const convolution = jobType(
  "convolution",
  "x filter y filters bias relu columnsAreX",
  "windows placement",
);

/** part[thread] = Σ_p columns[p, k] · dY[p, f]; items are the output pixels p of all images. */
export const filterGradient = jobType(
  "filterGradient",
  "x dy parts partBytes filters columnsAreX",
  "windows",
);

/**
 * transposed[tap, f, c] = W[tap, c, f]; items are the taps of one phase, in the order of phases.ts.
 */
export const transposeFilter = jobType(
  "transposeFilter",
  "filter transposed filterWidth channels filters tapsX lastRow everyRow lastColumn everyColumn",
);

/** dX[n] = act(dY[n] · Wᵀ + bias); items are images n that are a single window. */
export const wholeImageGradient = jobType(
  "wholeImageGradient",
  "dy filter dx taps channels filters bias relu",
);

/** total[i] = Σ_t parts[t, i]; items are numbers. */
export const addParts = jobType("addParts", "parts partBytes threads total");

// A block of columns takes at most this much, so that the product finds it in the second-level
// cache.
const BLOCK_BYTES = 512 << 10;

/** The pixels of a block whose columns are `numbers` wide, in a product `filters` wide. */
function blockPixels(
  { blas, scratchBytes }: ThreadContext,
  numbers: number,
  filters: number,
): number {
  const bytes = 4 * numbers, small = blas ? SMALL_PRODUCT / (numbers * filters) : Infinity;
  const best = Math.min(BLOCK_BYTES / bytes, small);
  const pixels = Math.max(MINIMUM_ROWS, best - best % MINIMUM_ROWS);
  return Math.max(1, Math.floor(Math.min(scratchBytes / bytes, pixels)));
}

type Convolution = Record<"filters", number> & Record<"windows" | "placement", readonly number[]>;

/** Numbers in a window. */
function depthOf(windows: readonly number[]): number {
  const { channels, tapsY, tapsX } = windowLayout.read(windows);
  return tapsY * tapsX * channels;
}

/** Convolutions and gradients of their filters as products over windows. */
export const windowJobs: JobFamily = (context) => {
  const { kernels, gemm, scratch, geometry } = context;
  const blockOf = ({ filters, windows, placement }: Convolution) =>
    blockPixels(context, depthOf(windows) + (placement.length > 0 ? filters : 0), filters);
  return [
    convolution.implementInBlocks(blockOf, (args, low, high) => {
      const { x, filter, y, filters, bias, relu, columnsAreX, windows, placement } = args;
      const isPlaced = placement.length > 0, seen = geometry(windows, 0);
      const places = isPlaced ? geometry(placement, 1) : 0;
      const depth = depthOf(windows), block = blockOf(args);
      const rows = scratch + 4 * block * depth;
      for (let first = low; first < high; first += block) {
        const count = Math.min(block, high - first);
        let columns = x + 4 * first * depth;
        if (!columnsAreX) kernels.windows(x, columns = scratch, first, count, seen);
        const to = isPlaced ? rows : y + 4 * first * filters;
        if (depth === 0) kernels.fill(to, 0, count * filters);
        else {gemm(
            false,
            false,
            count,
            filters,
            depth,
            columns,
            depth,
            filter,
            filters,
            0,
            to,
            filters,
          );}
        kernels.addBias(to, count, filters, bias, relu);
        if (isPlaced) kernels.place(to, y, first, count, filters, places);
      }
    }),

    filterGradient.implement((args, low, high, thread) => {
      const { x, dy, parts, partBytes, filters, columnsAreX, windows } = args;
      const seen = geometry(windows), depth = depthOf(windows), part = parts + thread * partBytes;
      if (low >= high) kernels.fill(part, 0, depth * filters);
      const block = columnsAreX ? Math.max(1, high - low) : blockPixels(context, depth, filters);
      for (let first = low; first < high; first += block) {
        const count = Math.min(block, high - first), from = dy + 4 * first * filters;
        let columns = x + 4 * first * depth;
        if (!columnsAreX) kernels.windows(x, columns = scratch, first, count, seen);
        const beta = first === low ? 0 : 1;
        // deno-fmt-ignore
        gemm(
          true, false, depth, filters, count, columns, depth, from, filters, beta, part, filters,
        );
      }
    }),

    transposeFilter.implement((args, low, high) => {
      const { filter, transposed, filterWidth, channels, filters, tapsX } = args;
      const { lastRow, everyRow, lastColumn, everyColumn } = args, bytes = 4 * channels * filters;
      for (let tap = low; tap < high; tap++) {
        const row = lastRow - Math.floor(tap / tapsX) * everyRow;
        const column = lastColumn - tap % tapsX * everyColumn;
        const from = filter + (row * filterWidth + column) * bytes;
        kernels.transpose(from, transposed + tap * bytes, channels, filters);
      }
    }),

    wholeImageGradient.implement((args, low, high) => {
      const { dy, filter, dx, taps, channels, filters, bias, relu } = args;
      const depth = taps * channels, from = dy + 4 * low * filters, to = dx + 4 * low * depth;
      if (low >= high) return;
      gemm(false, true, high - low, depth, filters, from, filters, filter, filters, 0, to, depth);
      kernels.addBias(to, (high - low) * taps, channels, bias, relu);
    }),

    addParts.implement(({ parts, partBytes, threads, total }, low, high) =>
      kernels.addParts(parts, partBytes, threads, total, low, high)
    ),
  ];
};
