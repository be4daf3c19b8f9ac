import type { backend_util } from "@tensorflow/tfjs-core";
import type { Workspace } from "../../runtime/kernel.ts";
import type { Epilogue } from "./epilogue.ts";
import { addParts } from "./window_jobs.ts";
import {
  planeBytes,
  winogradConvolution,
  winogradFilter,
  winogradFilterGradient as winogradFilterGradientJob,
  winogradPlaneGradient,
} from "./winograd_jobs.ts";

/**
 * A 3×3 convolution of stride 1; `top` and `left` are rows and columns of zeros before the image.
 */
export interface WinogradShape {
  images: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  filters: number;
  top: number;
  left: number;
}

// Below this many channels the transforms cost more than the multiplications they save.
const WORTH_CHANNELS = 8;
// Filters of fewer numbers are transformed by one thread.
export const FILTER_WORTH_THREADS = 1 << 12;

/** Whether a convolution from `channels` to `filters` can be computed by Winograd tiles. */
export function suitsWinograd(
  info: backend_util.Conv2DInfo,
  channels: number,
  filters: number,
): boolean {
  return info.filterHeight === 3 && info.filterWidth === 3 && info.strideHeight === 1 &&
    info.strideWidth === 1 && info.dilationHeight === 1 && info.dilationWidth === 1 &&
    channels % 4 === 0 && filters % 4 === 0 && channels >= WORTH_CHANNELS &&
    filters >= WORTH_CHANNELS && channels + filters <= MAXIMUM_CHANNELS;
}

// Many tiles of 36 places must fit the scratch of a thread.
export const MAXIMUM_CHANNELS = 1 << 14;

// From this many channels times filters on, the products take so long that the fewer
// multiplications of F(4×4) outweigh its more expensive transforms.
const LARGE = 1 << 11;
/** Rows and columns of the outputs of a tile. */
const tileOf = ({ channels, filters }: WinogradShape): 2 | 4 => channels * filters >= LARGE ? 4 : 2;
/** Inputs of a tile: its number of products. */
const placesOf = (tile: 2 | 4): number => (tile + 2) ** 2;

const tileCount = ({ images, outHeight, outWidth }: WinogradShape, tile: 2 | 4) =>
  images * Math.ceil(outHeight / tile) * Math.ceil(outWidth / tile);

// The items of a job that transforms a filter.
export const eachChannel = (channels: number, filters: number) => ({
  count: channels,
  minimum: channels * filters >= FILTER_WORTH_THREADS ? 2 : Infinity,
});

/** Y = act(X ∗ W + bias), filter [3, 3, channels, filters]. */
export function winograd(
  workspace: Workspace,
  shape: WinogradShape,
  x: number,
  filter: number,
  y: number,
  { bias, relu }: Epilogue,
): void {
  const { channels, filters } = shape, { run, heap } = workspace;
  const tile = tileOf(shape), bytes = placesOf(tile) * planeBytes(channels, filters);
  const planes = heap.allocate(bytes);
  run(winogradFilter, eachChannel(channels, filters), { filter, planes, channels, filters, tile });
  const items = { count: tileCount(shape, tile), minimum: 2 };
  run(winogradConvolution, items, { x, planes, y, bias, relu: Number(relu), tile, ...shape });
  heap.release(planes, bytes);
}

/** dW[3, 3, channels, filters] from X and dY. */
export function winogradFilterGradient(
  workspace: Workspace,
  shape: WinogradShape,
  x: number,
  dy: number,
  gradient: number,
): void {
  const { channels, filters } = shape, { heap, threads, run } = workspace, tile = tileOf(shape);
  const partBytes = placesOf(tile) * planeBytes(channels, filters);
  const parts = heap.allocate(partBytes * threads);
  const items = { count: tileCount(shape, tile), minimum: 2 };
  run(winogradPlaneGradient, items, { x, dy, parts, partBytes, tile, ...shape });
  if (threads > 1) {
    const each = { count: partBytes / 4, minimum: FILTER_WORTH_THREADS, align: 16 };
    run(addParts, each, { parts, partBytes, threads, total: parts });
  }
  const args = { planes: parts, gradient, channels, filters, tile };
  run(winogradFilterGradientJob, eachChannel(channels, filters), args);
  heap.release(parts, partBytes * threads);
}
