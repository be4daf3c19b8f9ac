import { ArgumentLayout, type Arguments, type Words, words } from "../../protocol/arguments.ts";
import { type JobFamily, jobType } from "../../protocol/job.ts";
import type { Kernels, ThreadContext } from "../../protocol/thread_context.ts";
import { MINIMUM_ROWS, SMALL_PRODUCT } from "./blocks.ts";

const shapeNames = "height width channels outHeight outWidth filters top left";

// In all jobs, `tile` is the rows and columns of the outputs of a tile, 2 or 4.
/** The tiles of images, as a geometry of ../../assembly/geometry.ts. */
export const tileLayout = new ArgumentLayout(words("height width channels tilesY tilesX top left"));

/** planes = G·g·Gᵀ; items are input channels. */
export const winogradFilter = jobType("winogradFilter", "filter planes channels filters tile");

/** Y = act(Aᵀ[planes ⊙ (Bᵀ·d·B)]A + bias); items are the tiles of all images. */
export const winogradConvolution = jobType(
  "winogradConvolution",
  `x planes y bias relu tile ${shapeNames}` as const,
);

/** part[thread] = Σ (Bᵀ·d·B)ᵀ · (A·dY·Aᵀ), place by place; items are the tiles of all images. */
export const winogradPlaneGradient = jobType(
  "winogradPlaneGradient",
  `x dy parts partBytes tile ${shapeNames}` as const,
);

/** dg = Gᵀ·planes·G; items are input channels. */
export const winogradFilterGradient = jobType(
  "winogradFilterGradient",
  "planes gradient channels filters tile",
);

// The planes of a block take at most this much: more than a second-level cache of 1 MiB, but products of
// twice as many rows are faster, and the filter is read half as often.
const BLOCK_BYTES = 2 << 20;
// Scratch before the planes, in which the transforms gather their input: seven rows of eight tiles of 4×4
// outputs and two columns more (winograd.ts); those of 2×2 outputs (winograd_small.ts) need less.
const tileBytes = (channels: number) => (7 * (4 * 34 * channels + 64) + 63) & ~63;

/** Bytes of one place for all tiles of a block, an odd number of cache lines: see the assembly. */
export const planeBytes = (tiles: number, channels: number) =>
  (Math.ceil(tiles * channels / 16) | 1) * 64;

function blockTiles(
  places: number,
  channels: number,
  filters: number,
  scratchBytes: number,
): number {
  const bytes = 4 * places * (channels + filters);
  const room = scratchBytes - tileBytes(Math.max(channels, filters)) - 2 * places * 128;
  const small = SMALL_PRODUCT / (channels * filters);
  const tiles = Math.max(MINIMUM_ROWS, Math.min(BLOCK_BYTES / bytes, small));
  return Math.max(1, Math.floor(Math.min(tiles - tiles % MINIMUM_ROWS, room / bytes)));
}

const transforms = (kernels: Kernels, tile: number) =>
  tile === 4
    ? {
      transformInput: kernels.winogradInput,
      transformOutput: kernels.winogradOutput,
      outputGradient: kernels.winogradOutputGradient,
    }
    : {
      transformInput: kernels.winogradSmallInput,
      transformOutput: kernels.winogradSmallOutput,
      outputGradient: kernels.winogradSmallOutputGradient,
    };

/** How the tiles of a job are laid out in the scratch, block by block. */
function blocksOf(
  args: Arguments<Words<`tile ${typeof shapeNames}`>>,
  { scratch, scratchBytes, geometry }: ThreadContext,
) {
  const { height, width, channels, outHeight, outWidth, filters, top, left, tile } = args;
  const places = (tile + 2) ** 2, block = blockTiles(places, channels, filters, scratchBytes);
  const first = scratch + tileBytes(Math.max(channels, filters));
  const plane = planeBytes(block, Math.max(channels, filters));
  const tilesY = Math.ceil(outHeight / tile), tilesX = Math.ceil(outWidth / tile);
  const from = { height, width, channels, tilesY, tilesX, top, left };
  const to = { ...from, height: outHeight, width: outWidth, channels: filters };
  return {
    places,
    /** tiles of a block */
    block,
    /** bytes from one plane to the next */
    plane,
    /** address of the planes of the inputs, [tiles, channels] each */
    input: first + plane,
    /** the outputs, [tiles, filters] each: a plane takes the place of the input before, which is not needed any more */
    output: first,
    /** the same for the planes of the filter, [channels, filters] each */
    filterPlane: planeBytes(channels, filters),
    inputTiles: geometry(tileLayout.pack(from), 0),
    outputTiles: geometry(tileLayout.pack(to), 1),
  };
}

/** 3×3 convolutions of stride 1 and gradients of their filters, by ../../assembly/convolution. */
export const winogradJobs: JobFamily = (context) => {
  const { kernels, gemm, scratch } = context;
  const blockOf = ({ tile, channels, filters }: Record<"tile" | "channels" | "filters", number>) =>
    blockTiles((tile + 2) ** 2, channels, filters, context.scratchBytes);
  return [
    winogradFilter.implement(({ filter, planes, channels, filters, tile }, low, high) => {
      const transform = tile === 4 ? kernels.winogradFilter : kernels.winogradSmallFilter;
      const plane = planeBytes(channels, filters);
      transform(filter, planes, plane, low, high, channels, filters, scratch);
    }),

    winogradConvolution.implementInBlocks(blockOf, (args, low, high) => {
      const { x, planes, y, bias, relu, tile, channels, filters } = args;
      const { transformInput, transformOutput } = transforms(kernels, tile);
      const blocks = blocksOf(args, context), { places, block, inputTiles, outputTiles } = blocks;
      const { input, output, plane, filterPlane } = blocks;
      for (let first = low; first < high; first += block) {
        const tiles = Math.min(block, high - first);
        transformInput(x, input, plane, first, tiles, inputTiles, scratch);
        for (let place = 0; place < places; place++) {
          const a = input + place * plane, b = planes + place * filterPlane;
          const c = output + place * plane;
          gemm(false, false, tiles, filters, channels, a, channels, b, filters, 0, c, filters);
        }
        transformOutput(output, plane, y, first, tiles, outputTiles, bias, relu, scratch);
      }
    }),

    winogradPlaneGradient.implement((args, low, high, thread) => {
      const { x, dy, parts, partBytes, tile, channels, filters } = args;
      const { transformInput, outputGradient } = transforms(kernels, tile);
      const blocks = blocksOf(args, context), { places, block, inputTiles, outputTiles } = blocks;
      const { input, plane, filterPlane } = blocks, output = input + places * plane;
      const part = parts + thread * partBytes;
      if (low >= high) kernels.fill(part, 0, partBytes / 4);
      for (let first = low; first < high; first += block) {
        const tiles = Math.min(block, high - first), beta = first === low ? 0 : 1;
        transformInput(x, input, plane, first, tiles, inputTiles, scratch);
        outputGradient(dy, output, plane, first, tiles, outputTiles, scratch);
        for (let place = 0; place < places; place++) {
          const a = input + place * plane, b = output + place * plane;
          const c = part + place * filterPlane;
          gemm(true, false, channels, filters, tiles, a, channels, b, filters, beta, c, filters);
        }
      }
    }),

    winogradFilterGradient.implement(({ planes, gradient, channels, filters, tile }, low, high) => {
      const { winogradFilterGradient, winogradSmallFilterGradient } = kernels;
      const transform = tile === 4 ? winogradFilterGradient : winogradSmallFilterGradient;
      const plane = planeBytes(channels, filters);
      transform(planes, plane, gradient, low, high, channels, filters, scratch);
    }),
  ];
};
