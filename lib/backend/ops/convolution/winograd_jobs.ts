import type { JobFamily, Kernels } from "../../protocol/job.ts";

// A block's planes take at most this much, to stay in the second-level cache of 1 MiB.
const BLOCK_BYTES = 1 << 20;
// OpenBLAS computes products of at most this many multiplications without packing its operands,
// which for these is faster by a third.
const SMALL_PRODUCT = 1e6;
// Products of fewer rows do not fill the registers of AVX-512.
const MINIMUM_TILES = 16;
// Room before the planes for what the transforms read together: four rows of sixteen tiles of 2×2
// and two columns more (winograd_small.ts), or one tile of 6×6 and its halves (winograd.ts).
const tileBytes = (channels: number) => (640 + 4 * 4 * 34 * channels + 63) & ~63;

/** Bytes of one place for all tiles of a block: an odd number of cache lines, see winograd.ts. */
const planeBytes = (tiles: number, channels: number) => (Math.ceil(tiles * channels / 16) | 1) * 64;

function blockTiles(
  places: number,
  channels: number,
  filters: number,
  scratchBytes: number,
): number {
  const bytes = 4 * places * (channels + filters);
  const room = scratchBytes - tileBytes(Math.max(channels, filters)) - 2 * places * 128;
  const small = SMALL_PRODUCT / (channels * filters);
  const tiles = Math.max(MINIMUM_TILES, Math.min(BLOCK_BYTES / bytes, small));
  return Math.max(1, Math.floor(Math.min(tiles - tiles % MINIMUM_TILES, room / bytes)));
}

// Tiles of 4×4 outputs, or of 2×2.
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

/** 3×3 convolutions of stride 1 and gradients of their filters by assembly/winograd.ts. */
export const winogradJobs: JobFamily = ({ kernels, gemm, memory, scratch, scratchBytes }) => ({
  // planes = G·g·Gᵀ for input channels low…high−1
  winogradFilter(low, high, _thread, args, offset) {
    const filter = args[offset], planes = args[offset + 1];
    const channels = args[offset + 2], filters = args[offset + 3];
    const transform = args[offset + 4] === 4 ? kernels.winogradFilter : kernels.winogradSmallFilter;
    transform(filter, planes, low, high, channels, filters, scratch);
  },

  // Y for tiles low…high−1 of all images
  winograd(low, high, _thread, args, offset) {
    let at = offset;
    const x = args[at++], filter = args[at++], y = args[at++], bias = args[at++];
    const relu = args[at++], height = args[at++], width = args[at++], channels = args[at++];
    const outHeight = args[at++], outWidth = args[at++], filters = args[at++];
    const top = args[at++], left = args[at++], tile = args[at++], places = (tile + 2) ** 2;
    const tilesY = Math.ceil(outHeight / tile), tilesX = Math.ceil(outWidth / tile);
    const { transformInput, transformOutput } = transforms(kernels, tile);
    const block = blockTiles(places, channels, filters, scratchBytes);
    const input = scratch + tileBytes(Math.max(channels, filters));
    const inPlane = planeBytes(block, channels), output = input + places * inPlane;
    const outPlane = planeBytes(block, filters), filterPlane = 4 * channels * filters;
    for (let first = low; first < high; first += block) {
      const tiles = Math.min(block, high - first);
      // deno-fmt-ignore
      transformInput(
        x, input, inPlane, first, tiles, height, width, channels, tilesY, tilesX, top, left, scratch,
      );
      for (let place = 0; place < places; place++) {
        const a = input + place * inPlane, b = filter + place * filterPlane;
        const c = output + place * outPlane;
        gemm(false, false, tiles, filters, channels, a, channels, b, filters, 0, c, filters);
      }
      // deno-fmt-ignore
      transformOutput(
        output, outPlane, y, first, tiles, outHeight, outWidth, filters, tilesY, tilesX,
        bias, relu, scratch,
      );
    }
  },

  // part[thread] = Σ over tiles low…high−1 of (Bᵀ·d·B)ᵀ · (A·dY·Aᵀ), place by place
  winogradGradient(low, high, thread, args, offset) {
    let at = offset;
    const x = args[at++], dy = args[at++], parts = args[at++], partBytes = args[at++];
    const height = args[at++], width = args[at++], channels = args[at++];
    const outHeight = args[at++], outWidth = args[at++], filters = args[at++];
    const top = args[at++], left = args[at++], tile = args[at++], places = (tile + 2) ** 2;
    const tilesY = Math.ceil(outHeight / tile), tilesX = Math.ceil(outWidth / tile);
    const { transformInput, outputGradient } = transforms(kernels, tile);
    const block = blockTiles(places, channels, filters, scratchBytes),
      part = parts + thread * partBytes;
    const input = scratch + tileBytes(Math.max(channels, filters));
    const inPlane = planeBytes(block, channels), output = input + places * inPlane;
    const outPlane = planeBytes(block, filters), filterPlane = 4 * channels * filters;
    if (low >= high) new Float32Array(memory.buffer, part, places * channels * filters).fill(0);
    for (let first = low; first < high; first += block) {
      const tiles = Math.min(block, high - first), beta = first === low ? 0 : 1;
      // deno-fmt-ignore
      transformInput(
        x, input, inPlane, first, tiles, height, width, channels, tilesY, tilesX, top, left, scratch,
      );
      // deno-fmt-ignore
      outputGradient(
        dy, output, outPlane, first, tiles, outHeight, outWidth, filters, tilesY, tilesX, scratch,
      );
      for (let place = 0; place < places; place++) {
        const a = input + place * inPlane, b = output + place * outPlane;
        const c = part + place * filterPlane;
        gemm(true, false, channels, filters, tiles, a, channels, b, filters, beta, c, filters);
      }
    }
  },

  // dg = Gᵀ·planes·G for input channels low…high−1
  winogradFilterGradient(low, high, _thread, args, offset) {
    const planes = args[offset], gradient = args[offset + 1];
    const channels = args[offset + 2], filters = args[offset + 3];
    const { winogradFilterGradient, winogradSmallFilterGradient } = kernels;
    const transform = args[offset + 4] === 4 ? winogradFilterGradient : winogradSmallFilterGradient;
    transform(planes, gradient, low, high, channels, filters, scratch);
  },
});
