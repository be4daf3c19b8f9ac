import type { JobFamily, ThreadContext } from "../../protocol/job.ts";
import { WINDOW_NUMBERS } from "./windows.ts";

// A block of columns takes at most this much, so that the product finds it in the second-level cache.
const BLOCK_BYTES = 512 << 10;
// OpenBLAS computes products of at most this many multiplications without packing its operands,
// which for these is faster by a third.
const SMALL_PRODUCT = 1e6;
// Products of fewer rows do not fill the registers of AVX-512.
const MINIMUM_PIXELS = 16;

/** How many pixels a block holds whose columns are `numbers` wide, of a product `filters` wide. */
function blockPixels(
  { blas, scratchBytes }: ThreadContext,
  numbers: number,
  filters: number,
): number {
  const bytes = 4 * numbers, small = blas ? SMALL_PRODUCT / (numbers * filters) : Infinity;
  const wanted = Math.min(BLOCK_BYTES / bytes, small);
  const pixels = Math.max(MINIMUM_PIXELS, wanted - wanted % MINIMUM_PIXELS);
  return Math.max(1, Math.floor(Math.min(scratchBytes / bytes, pixels)));
}

/** Where an {@linkcode windowJobs} `convolution` puts its rows, after the windows' numbers. */
export interface ConvolutionArguments {
  x: number;
  /** [taps · channels, filters] */
  filter: number;
  y: number;
  filters: number;
  /** address of `filters` numbers, or 0 */
  bias: number;
  relu: boolean;
  /** the image's numbers are its windows */
  columnsAreX: boolean;
  /** pixels of one phase go to every strideY-th row and strideX-th column of y; else they follow */
  placed?: {
    height: number;
    width: number;
    strideY: number;
    strideX: number;
    phaseY: number;
    phaseX: number;
  };
}

/** The arguments as numbers, in the order in which the job reads them. */
export function convolutionNumbers(a: ConvolutionArguments): number[] {
  const { height, width, strideY, strideX, phaseY, phaseX } = a.placed ??
    { height: 0, width: 0, strideY: 0, strideX: 0, phaseY: 0, phaseX: 0 };
  // deno-fmt-ignore
  return [
    a.x, a.filter, a.y, a.filters, a.bias, Number(a.relu), Number(a.columnsAreX),
    height, width, strideY, strideX, phaseY, phaseX,
  ];
}

/** Convolutions and gradients of filters as products over windows. */
export const windowJobs: JobFamily = (context) => {
  const { kernels, gemm, memory, scratch } = context;
  return {
    // Y[p, f] = act(Σ_k columns[p, k] · W[k, f] + bias[f]) for pixels p = low…high−1 of all images.
    convolution(low, high, _thread, args, offset) {
      const windows = Array.from({ length: WINDOW_NUMBERS }, (_, i) => args[offset + i]);
      const [, , channels, outHeight, outWidth, tapsY, tapsX] = windows;
      let at = offset + WINDOW_NUMBERS;
      const x = args[at++], filter = args[at++], y = args[at++], filters = args[at++];
      const bias = args[at++], relu = args[at++], columnsAreX = args[at++];
      const height = args[at++], width = args[at++], strideY = args[at++], strideX = args[at++];
      const phaseY = args[at++], phaseX = args[at++];
      const depth = tapsY * tapsX * channels, rowNumbers = strideY ? filters : 0;
      const block = blockPixels(context, depth + rowNumbers, filters);
      const rows = scratch + 4 * block * depth;
      for (let first = low; first < high; first += block) {
        const count = Math.min(block, high - first);
        let columns = x + 4 * first * depth;
        if (!columnsAreX) kernels.windows(x, columns = scratch, first, count, ...windows);
        const target = strideY ? rows : y + 4 * first * filters;
        if (depth === 0) new Float32Array(memory.buffer, target, count * filters).fill(0);
        // deno-fmt-ignore
        else {gemm(
        false, false, count, filters, depth, columns, depth, filter, filters, 0, target, filters,
      );}
        kernels.addBias(target, count, filters, bias, relu);
        if (!strideY) continue;
        // deno-fmt-ignore
        kernels.place(
        target, y, first, count, filters, outHeight, outWidth,
        height, width, strideY, strideX, phaseY, phaseX,
      );
      }
    },

    // part[thread] = Σ_p columns[p, k] · dY[p, f] over pixels p = low…high−1 of all images.
    filterGradient(low, high, thread, args, offset) {
      const windows = Array.from({ length: WINDOW_NUMBERS }, (_, i) => args[offset + i]);
      const [, , channels, , , tapsY, tapsX] = windows;
      let at = offset + WINDOW_NUMBERS;
      const x = args[at++], dy = args[at++], parts = args[at++], partBytes = args[at++];
      const filters = args[at++], columnsAreX = args[at++];
      const depth = tapsY * tapsX * channels, part = parts + thread * partBytes;
      if (low >= high) new Float32Array(memory.buffer, part, depth * filters).fill(0);
      const block = columnsAreX ? Math.max(1, high - low) : blockPixels(context, depth, filters);
      for (let first = low; first < high; first += block) {
        const count = Math.min(block, high - first), from = dy + 4 * first * filters;
        let columns = x + 4 * first * depth;
        if (!columnsAreX) kernels.windows(x, columns = scratch, first, count, ...windows);
        const beta = first === low ? 0 : 1;
        gemm(
          true,
          false,
          depth,
          filters,
          count,
          columns,
          depth,
          from,
          filters,
          beta,
          part,
          filters,
        );
      }
    },

    // turned[tap, f, c] = W[tap, c, f] for taps low…high−1 of a phase; see phases.ts for their order
    turnFilter(low, high, _thread, args, offset) {
      let at = offset;
      const filter = args[at++], turned = args[at++], filterWidth = args[at++];
      const channels = args[at++], filters = args[at++], tapsX = args[at++];
      const lastRow = args[at++], everyRow = args[at++];
      const lastColumn = args[at++], everyColumn = args[at++], bytes = 4 * channels * filters;
      for (let tap = low; tap < high; tap++) {
        const row = lastRow - Math.floor(tap / tapsX) * everyRow;
        const column = lastColumn - tap % tapsX * everyColumn;
        const from = filter + (row * filterWidth + column) * bytes;
        kernels.transpose(from, turned + tap * bytes, channels, filters);
      }
    },

    // dX[n] = act(dY[n] · Wᵀ + bias) for images low…high−1 that are one window each
    wholeImagesBack(low, high, _thread, args, offset) {
      let at = offset;
      const dy = args[at++], filter = args[at++], dx = args[at++], taps = args[at++];
      const channels = args[at++], filters = args[at++], bias = args[at++], relu = args[at++];
      const depth = taps * channels, from = dy + 4 * low * filters, to = dx + 4 * low * depth;
      if (low >= high) return;
      gemm(false, true, high - low, depth, filters, from, filters, filter, filters, 0, to, depth);
      kernels.addBias(to, (high - low) * taps, channels, bias, relu);
    },

    // total[i] = Σ_t parts[t, i]
    addParts(low, high, _thread, args, offset) {
      const [parts, bytes, threads, total] = [0, 1, 2, 3].map((i) => args[offset + i]);
      kernels.addParts(parts, bytes, threads, total, low, high);
    },
  };
};
