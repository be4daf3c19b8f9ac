import type { backend_util } from "@tensorflow/tfjs-core";
import type { Workspace } from "../../runtime/kernel.ts";
import type { Epilogue } from "./epilogue.ts";

/** A 3×3 convolution of stride 1; `top` and `left` are rows and columns of zeros before the image. */
export interface Winograd {
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
const FILTER_WORTH_THREADS = 1 << 12;

/** Whether the convolution, from `channels` to `filters`, is one for Winograd's tiles. */
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

// A tile of 36 places must fit the scratch of a thread many times over.
const MAXIMUM_CHANNELS = 1 << 14;

// From this many channels times filters on the products take so long that F(4×4)'s fewer
// multiplications outweigh its dearer transforms.
const LARGE = 1 << 13;
/** Rows and columns of outputs of a tile. */
const tileOf = ({ channels, filters }: Winograd): 2 | 4 => channels * filters >= LARGE ? 4 : 2;
/** Inputs of a tile, that is, products. */
const placesOf = (tile: 2 | 4): number => (tile + 2) ** 2;

const tiles = ({ images, outHeight, outWidth }: Winograd, tile: 2 | 4) =>
  images * Math.ceil(outHeight / tile) * Math.ceil(outWidth / tile);

/** Y = act(X ∗ W + bias), filter [3, 3, channels, filters]. */
export function winograd(
  workspace: Workspace,
  shape: Winograd,
  x: number,
  filter: number,
  y: number,
  { bias, relu }: Epilogue,
): void {
  const { channels, filters, height, width, outHeight, outWidth, top, left } = shape;
  const tile = tileOf(shape), bytes = 4 * placesOf(tile) * channels * filters;
  const planes = workspace.heap.allocate(bytes);
  const minimum = channels * filters >= FILTER_WORTH_THREADS ? 2 : Infinity;
  workspace.run("winogradFilter", channels, minimum, 1, [filter, planes, channels, filters, tile]);
  // deno-fmt-ignore
  workspace.run("winograd", tiles(shape, tile), 2, 1, [
    x, planes, y, bias, Number(relu), height, width, channels, outHeight, outWidth, filters,
    top, left, tile,
  ]);
  workspace.heap.release(planes, bytes);
}

/** dW[3, 3, channels, filters] from X and dY. */
export function winogradFilterGradient(
  workspace: Workspace,
  shape: Winograd,
  x: number,
  dy: number,
  gradient: number,
): void {
  const { channels, filters, height, width, outHeight, outWidth, top, left } = shape;
  const { heap, threads } = workspace, tile = tileOf(shape);
  const numbers = placesOf(tile) * channels * filters, bytes = 4 * numbers;
  const parts = heap.allocate(bytes * threads);
  // deno-fmt-ignore
  workspace.run("winogradGradient", tiles(shape, tile), 2, 1, [
    x, dy, parts, bytes, height, width, channels, outHeight, outWidth, filters, top, left, tile,
  ]);
  const minimum = channels * filters >= FILTER_WORTH_THREADS ? 2 : Infinity;
  if (threads > 1) {
    workspace.run("addParts", numbers, FILTER_WORTH_THREADS, 16, [parts, bytes, threads, parts]);
  }
  workspace.run("winogradFilterGradient", channels, minimum, 1, [
    ...[parts, gradient, channels, filters, tile],
  ]);
  heap.release(parts, bytes * threads);
}
