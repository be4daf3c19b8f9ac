import type { backend_util } from "@tensorflow/tfjs-core";
import type { Workspace } from "../../runtime/kernel.ts";
import type { Epilogue } from "./epilogue.ts";
import {
  BLOCKS,
  inputTiles,
  outputTiles,
  stridedBlockGradient,
  stridedConvolution,
  stridedFilter,
  stridedFilterGradient as stridedFilterGradientJob,
  stridedInputGradient as stridedInputGradientJob,
} from "./strided_jobs.ts";
import { addParts, transposeFilter } from "./window_jobs.ts";
import { eachChannel, FILTER_WORTH_THREADS, MAXIMUM_CHANNELS } from "./winograd.ts";

type Info = backend_util.Conv2DInfo;

// Fewer weights or pixels are faster by columns: the transforms cost more than they save.
const WORTH_WEIGHTS = 1 << 11;
const WORTH_PIXELS = 64;

/** Whether a convolution is 3×3 of stride 2 and large enough for this method. */
export const suitsStrided = (info: Info): boolean =>
  info.filterHeight === 3 && info.filterWidth === 3 && info.strideHeight === 2 &&
  info.strideWidth === 2 && info.dilationHeight === 1 && info.dilationWidth === 1 &&
  info.inChannels % 4 === 0 && info.outChannels % 4 === 0 &&
  info.inChannels * info.outChannels >= WORTH_WEIGHTS &&
  info.outHeight * info.outWidth >= WORTH_PIXELS &&
  info.inChannels + info.outChannels <= MAXIMUM_CHANNELS &&
  // the gradient writes the last of four rows and columns without looking whether they are before the image
  info.padInfo.top <= 3 && info.padInfo.left <= 3;

const shapeOf = ({ padInfo: { top, left }, ...info }: Info) => ({
  height: info.inHeight,
  width: info.inWidth,
  channels: info.inChannels,
  outHeight: info.outHeight,
  outWidth: info.outWidth,
  filters: info.outChannels,
  top,
  left,
});

const tileCount = ({ batchSize }: Info, { tilesY, tilesX }: ReturnType<typeof inputTiles>) => ({
  count: batchSize * tilesY * tilesX,
  minimum: 2,
});

/** Y = act(X ∗ W + bias) */
export function strided(
  { heap, run }: Workspace,
  info: Info,
  [x, filter, y]: [number, number, number],
  { bias, relu }: Epilogue,
): void {
  const { inChannels: rows, outChannels: columns } = info, shape = shapeOf(info);
  const bytes = 4 * BLOCKS * rows * columns, blocks = heap.allocate(bytes);
  run(stridedFilter, eachChannel(rows, columns), { filter, blocks, rows, columns, gradient: 0 });
  const items = tileCount(info, outputTiles(shape));
  run(stridedConvolution, items, { x, blocks, y, bias, relu: Number(relu), ...shape });
  heap.release(blocks, bytes);
}

/** dX = act(the gradient of X + bias) */
export function stridedInputGradient(
  { heap, run }: Workspace,
  info: Info,
  [y, filter, x]: [number, number, number],
  { bias, relu }: Epilogue,
): void {
  const { inChannels: columns, outChannels: rows } = info, shape = shapeOf(info);
  const bytes = 4 * BLOCKS * rows * columns, blocks = heap.allocate(bytes);
  const filterBytes = 4 * 9 * rows * columns, transposed = heap.allocate(filterBytes);
  run(transposeFilter, { ...eachChannel(rows, columns), count: 9 }, {
    filter,
    transposed,
    filterWidth: 3,
    channels: columns,
    filters: rows,
    tapsX: 3,
    lastRow: 0,
    everyRow: -1,
    lastColumn: 0,
    everyColumn: -1,
  });
  const args = { filter: transposed, blocks, rows, columns, gradient: 1 };
  run(stridedFilter, eachChannel(rows, columns), args);
  heap.release(transposed, filterBytes);
  const items = tileCount(info, inputTiles(shape));
  run(stridedInputGradientJob, items, { x, blocks, y, bias, relu: Number(relu), ...shape });
  heap.release(blocks, bytes);
}

/** dW[3, 3, channels, filters] from X and dY. */
export function stridedFilterGradient(
  { heap, threads, run }: Workspace,
  info: Info,
  x: number,
  dy: number,
  gradient: number,
): void {
  const { inChannels: channels, outChannels: filters } = info, shape = shapeOf(info);
  const numbers = BLOCKS * channels * filters, partBytes = 4 * numbers;
  const parts = heap.allocate(partBytes * threads);
  const items = tileCount(info, outputTiles(shape));
  run(stridedBlockGradient, items, { x, dy, parts, partBytes, ...shape });
  if (threads > 1) {
    const each = { count: numbers, minimum: FILTER_WORTH_THREADS, align: 16 };
    run(addParts, each, { parts, partBytes, threads, total: parts });
  }
  const args = { blocks: parts, gradient, channels, filters };
  run(stridedFilterGradientJob, eachChannel(channels, filters), args);
  heap.release(parts, partBytes * threads);
}
