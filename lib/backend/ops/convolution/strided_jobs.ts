import type { Arguments, Words } from "../../protocol/arguments.ts";
import { type JobFamily, jobType } from "../../protocol/job.ts";
import { MINIMUM_ROWS, SMALL_PRODUCT } from "./blocks.ts";
import { planeBytes, tileLayout } from "./winograd_jobs.ts";

// X is height × width × channels, Y outHeight × outWidth × filters. A tile is 2×2 pixels of Y and 4×4 of X.
const shapeNames = "height width channels outHeight outWidth filters top left";
type Shape = Arguments<Words<typeof shapeNames>>;

/** The 25 blocks of a filter [3, 3, rows, columns], transposed for the `gradient`; items are rows. */
export const stridedFilter = jobType("stridedFilter", "filter blocks rows columns gradient");

/** Y = act(X ∗ W + bias); items are the tiles of all images. */
export const stridedConvolution = jobType(
  "stridedConvolution",
  `x blocks y bias relu ${shapeNames}` as const,
);

/** dX = act(the gradient of X + bias); items are the tiles of all images. */
export const stridedInputGradient = jobType(
  "stridedInputGradient",
  `x blocks y bias relu ${shapeNames}` as const,
);

/** part[thread] = the gradient of the 25 blocks; items are the tiles of all images. */
export const stridedBlockGradient = jobType(
  "stridedBlockGradient",
  `x dy parts partBytes ${shapeNames}` as const,
);

/** dW from the gradient of the 25 blocks; items are input channels. */
export const stridedFilterGradient = jobType(
  "stridedFilterGradient",
  "blocks gradient channels filters",
);

/** Blocks of a filter, and of what it is multiplied by. */
export const BLOCKS = 25;
const OUTPUTS = 9, GRADIENTS = 16;

/** Planes of products: their first block, and how many blocks they have. */
function planesOf(sizes: number[]): { from: number; size: number }[] {
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  return sizes.flatMap((down, i) =>
    sizes.map((across, j) => ({ from: starts[i] * 5 + down * starts[j], size: down * across }))
  );
}
// The factors of ../../assembly/convolution/strided.ts: of a convolution, and of the gradient of its input.
const forwardPlanes = planesOf([2, 1, 2]), gradientPlanes = planesOf([1, 2, 1, 1]);

// The blocks of the tiles that are computed together take about this much.
const TILE_BYTES = 1 << 20;
// Scratch before them, for strips of eight tiles: six rows of at most 34 pixels, and a gap.
const stripBytes = (channels: number) => (6 * (4 * 34 * channels + 64) + 63) & ~63;

/** Tiles that are computed together: of Y or, for the `gradient` of the input, of X. */
function tilesTogether(
  { channels, filters }: Shape,
  gradient: boolean,
  scratchBytes: number,
): number {
  const numbers = BLOCKS * channels + (gradient ? GRADIENTS : OUTPUTS) * filters;
  const room = scratchBytes - stripBytes(Math.max(channels, filters)) - 64 * 128;
  // The largest products have four blocks.
  const tiles = Math.min(TILE_BYTES / (4 * numbers), SMALL_PRODUCT / (4 * channels * filters));
  const most = Math.max(MINIMUM_ROWS, tiles - tiles % MINIMUM_ROWS);
  return Math.max(1, Math.floor(Math.min(most, room / (4 * numbers))));
}

/** The tiles of Y, or of X with the rows and columns of zeros before it. */
export const outputTiles = ({ outHeight, outWidth }: Shape) => ({
  tilesY: Math.ceil(outHeight / 2),
  tilesX: Math.ceil(outWidth / 2),
});
export const inputTiles = ({ height, width, top, left }: Shape) => ({
  tilesY: Math.ceil((height + top) / 4),
  tilesX: Math.ceil((width + left) / 4),
});

/** 3×3 convolutions of stride 2 and their gradients, by ../../assembly/convolution/strided.ts. */
export const stridedJobs: JobFamily = (context) => {
  const { kernels, gemm, scratch, scratchBytes, geometry } = context;
  /** How many tiles of X and Y a thread works on, where it has them, and their geometries. */
  const workOf = (shape: Shape, gradient: boolean) => {
    const { height, width, channels, outHeight, outWidth, filters, top, left } = shape;
    const together = tilesTogether(shape, gradient, scratchBytes);
    const tiles = gradient ? inputTiles(shape) : outputTiles(shape);
    const x = { height, width, channels, ...tiles, top, left };
    const y = { ...x, height: outHeight, width: outWidth, channels: filters };
    const input = scratch + stripBytes(Math.max(channels, filters));
    const inPlane = planeBytes(together, gradient ? filters : channels);
    return {
      ...{ together, input, inPlane },
      output: input + (gradient ? GRADIENTS : BLOCKS) * inPlane,
      outPlane: planeBytes(together, gradient ? channels : filters),
      /** of a block of the filter */
      bytes: 4 * channels * filters,
      xTiles: geometry(tileLayout.pack(x), 0),
      yTiles: geometry(tileLayout.pack(y), 1),
    };
  };
  const ofOutputs = (shape: Shape) => tilesTogether(shape, false, scratchBytes);
  const ofInputs = (shape: Shape) => tilesTogether(shape, true, scratchBytes);
  return [
    stridedFilter.implement(({ filter, blocks, rows, columns, gradient }, low, high) => {
      kernels.stridedFilter(filter, blocks, low, high, rows, columns, gradient, scratch);
    }),

    stridedConvolution.implementInBlocks(ofOutputs, (args, low, high) => {
      const { x, blocks, y, bias, relu, channels, filters } = args;
      const work = workOf(args, false),
        { together, input, inPlane, output, outPlane, bytes } = work;
      for (let first = low; first < high; first += together) {
        const tiles = Math.min(together, high - first);
        kernels.stridedInput(x, input, inPlane, first, tiles, work.xTiles, scratch);
        forwardPlanes.forEach(({ from, size }, place) => {
          const depth = size * channels, a = input + from * inPlane, b = blocks + from * bytes;
          const c = output + place * outPlane;
          gemm(false, false, tiles, filters, depth, a, depth, b, filters, 0, c, filters);
        });
        kernels.stridedOutput(output, outPlane, y, first, tiles, work.yTiles, bias, relu);
      }
    }),

    stridedInputGradient.implementInBlocks(ofInputs, (args, low, high) => {
      const { x, blocks, y, bias, relu, channels, filters } = args;
      const work = workOf(args, true), { together, input, inPlane, output, outPlane, bytes } = work;
      for (let first = low; first < high; first += together) {
        const tiles = Math.min(together, high - first);
        kernels.stridedGradientInput(y, input, inPlane, first, tiles, work.yTiles, scratch);
        gradientPlanes.forEach(({ from, size }, place) => {
          const width = size * channels, a = input + place * inPlane, b = blocks + from * bytes;
          const c = output + from * outPlane;
          gemm(false, false, tiles, width, filters, a, filters, b, width, 0, c, width);
        });
        kernels.stridedGradientOutput(output, outPlane, x, first, tiles, work.xTiles, bias, relu);
      }
    }),

    stridedBlockGradient.implement((args, low, high, thread) => {
      const { x, dy, parts, partBytes, channels, filters } = args,
        part = parts + thread * partBytes;
      const work = workOf(args, false),
        { together, input, inPlane, output, outPlane, bytes } = work;
      if (low >= high) kernels.fill(part, 0, BLOCKS * channels * filters);
      for (let first = low; first < high; first += together) {
        const tiles = Math.min(together, high - first), beta = first === low ? 0 : 1;
        kernels.stridedInput(x, input, inPlane, first, tiles, work.xTiles, scratch);
        kernels.stridedOutputGradient(dy, output, outPlane, first, tiles, work.yTiles);
        forwardPlanes.forEach(({ from, size }, place) => {
          const depth = size * channels, a = input + from * inPlane, b = output + place * outPlane;
          const c = part + from * bytes;
          gemm(true, false, depth, filters, tiles, a, depth, b, filters, beta, c, filters);
        });
      }
    }),

    stridedFilterGradient.implement(({ blocks, gradient, channels, filters }, low, high) => {
      kernels.stridedFilterGradient(blocks, gradient, low, high, channels, filters);
    }),
  ];
};
