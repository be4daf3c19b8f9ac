import { type JobFamily, jobType } from "../../protocol/job.ts";
import { SMALL_PRODUCT } from "../convolution/blocks.ts";

/** y = clamp(base + Σ_k window[k] · x[· + tap_k]) on the grid for `count` taps; items are images. */
export const causalWindow = jobType(
  "causalWindow",
  "x window base y taps count height width channels largest steps",
);

/** dbase [h, w, C] then dwindow [K, C], a part for each thread; items are images. */
export const causalWindowGradient = jobType(
  "causalWindowGradient",
  "x y dy parts partBytes taps count height width channels largest",
);

/** y = clamp(Σ_t x[· + tap_t] · W_t + bias) on the grid; items are images. */
export const causalBlock = jobType(
  "causalBlock",
  "x weights bias y height width channels largest steps",
);

/** dx, and dW [5, C, C] then db [C], a part for each thread; items are images. */
export const causalBlockGradient = jobType(
  "causalBlockGradient",
  "x y dy weights dx parts partBytes height width channels largest",
);

/**
 * The layers of ../../assembly/causal.ts.
 *
 * A tap is an offset between the cells of a grid, so its part of a block's sums is a product of all rows of
 * x, moved by that offset, with W_t. No columns are copied. Taps that are neighbours in memory share a
 * product: in every second row of x, the row before it and the row itself are one row of 2C numbers.
 */
export const causalJobs: JobFamily = ({ kernels, gemm, scratch }) => {
  /** Images whose products are small enough for a BLAS not to pack them. */
  const together = (cells: number, channels: number) =>
    Math.max(1, Math.floor(SMALL_PRODUCT / (cells * channels * channels)));

  /** c[i] (+)= the `taps` cells from a[i] on, as one row, times b; for `rows` cells i */
  const addTaps = (
    taps: number,
    rows: number,
    channels: number,
    a: number,
    b: number,
    c: number,
    beta: number,
  ) => {
    const step = taps * channels, cell = 4 * channels;
    for (let first = 0; first < Math.min(taps, rows); first++) {
      const m = Math.ceil((rows - first) / taps), at = first * cell;
      gemm(false, false, m, channels, step, a + at, step, b, channels, beta, c + at, step);
    }
  };

  return [
    causalWindow.implement((args, low, high) => {
      const { x, window, base, y, taps, count, height, width, channels, largest, steps } = args;
      // deno-fmt-ignore
      kernels.causalWindow(
        x, window, base, y, taps, count, low, high, height, width, channels,
      );
      const at = y + 4 * low * (height + 1) * (width + 1) * channels;
      kernels.causalFinish(at, 0, high - low, height + 1, width + 1, channels, largest, steps);
    }),

    causalWindowGradient.implement((args, low, high, thread) => {
      const { x, y, dy, taps, count, height, width, channels, largest } = args;
      const dz = scratch;
      const dbase = args.parts + thread * args.partBytes, pixels = height * width;
      const dwindow = dbase + 4 * pixels * channels, cells = (height + 1) * (width + 1);
      kernels.fill(dbase, 0, (pixels + count) * channels);
      for (let n = low; n < high; n++) {
        const at = 4 * n * cells * channels;
        kernels.causalMask(y + at, dy + at, dz, cells, channels, largest, 0);
        const from = x + 4 * n * pixels;
        // deno-fmt-ignore
        kernels.causalWindowGradient(
          from, dz, dwindow, dbase, taps, count, 1, height, width, channels,
        );
      }
    }),

    causalBlock.implement((args, low, high) => {
      const { x, weights, bias, y, height, width, channels, largest, steps } = args;
      const cells = (height + 1) * (width + 1), cell = 4 * channels, row = cell * (width + 1);
      const above = weights + 2 * channels * cell, block = together(cells, channels);
      for (let first = low; first < high; first += block) {
        const images = Math.min(block, high - first), start = first * cells * cell;
        const from = x + start + row + cell, to = y + start + row + cell; // the first pixel
        const rows = images * cells - width - 2;
        addTaps(2, rows, channels, from - cell, weights, to, 0); // left, here
        addTaps(3, rows, channels, from - row - cell, above, to, 1); // above: left, straight, right
        const at = y + start;
        kernels.causalFinish(at, bias, images, height + 1, width + 1, channels, largest, steps);
      }
    }),

    causalBlockGradient.implement((args, low, high, thread) => {
      const { x, y, dy, weights, dx, height, width, channels, largest } = args;
      const cells = (height + 1) * (width + 1), cell = 4 * channels, row = cell * (width + 1);
      const tap = channels * cell, block = together(cells, channels);
      const dw = args.parts + thread * args.partBytes, db = dw + 5 * tap;
      kernels.fill(dw, 0, 5 * channels * channels + channels);
      // What a cell gives to the cell itself and the one to its right; then those below, from the left.
      const transposed = scratch, dz = scratch + 64 * Math.ceil(5 * tap / 64);
      [1, 0, 4, 3, 2].forEach((t, i) =>
        kernels.transpose(weights + t * tap, transposed + i * tap, channels, channels)
      );
      for (let first = low; first < high; first += block) {
        const images = Math.min(block, high - first), start = first * cells * cell;
        const all = images * cells, rows = all - width - 2;
        kernels.causalMask(y + start, dy + start, dz, all, channels, largest, db);
        kernels.fill(dz + all * cell, 0, (width + 2) * channels);
        addTaps(2, all, channels, dz, transposed, dx + start, 0);
        addTaps(3, all, channels, dz + row - cell, transposed + 2 * tap, dx + start, 1);
        kernels.clearMargins(dx + start, images, height + 1, width + 1, channels);
        const from = x + start + row + cell, of = dz + row + cell;
        for (const [taps, a, c] of [[2, from - cell, dw], [3, from - row - cell, dw + 2 * tap]]) {
          const step = taps * channels;
          for (let s = 0; s < Math.min(taps, rows); s++) {
            const k = Math.ceil((rows - s) / taps), at = s * cell;
            gemm(true, false, step, channels, k, a + at, step, of + at, step, 1, c, channels);
          }
        }
      }
    }),
  ];
};
