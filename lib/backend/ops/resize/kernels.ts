import type { TensorInfo } from "@tensorflow/tfjs-core";
import {
  areFloats,
  type KernelFamily,
  type Workspace,
  WORTH_THREADS,
} from "../../runtime/kernel.ts";
import { mappingLayout, resize, resizeGradient, type Resizing } from "./jobs.ts";
import { type Alignment, bilinearTable, nearestTable, tableBytes } from "./table.ts";

type Shape = [images: number, height: number, width: number, channels: number];

/** Calls `run` with the tables of the mapping in the heap. */
function withTables(
  workspace: Workspace,
  method: Resizing,
  [, height, width, channels]: Shape,
  [newHeight, newWidth]: [number, number],
  alignment: Alignment,
  run: (mapping: Float64Array) => void,
): void {
  const write = method === "resizeNearest" ? nearestTable : bilinearTable;
  const bytes = tableBytes(newHeight + newWidth), rows = workspace.heap.allocate(bytes);
  const columns = rows + tableBytes(newHeight);
  write(workspace, rows, height, newHeight, alignment);
  write(workspace, columns, width, newWidth, alignment);
  const sizes = { height, width, channels, newHeight, newWidth };
  run(mappingLayout.pack({ ...sizes, rows, columns }));
  workspace.heap.release(rows, bytes);
}

function forward(
  workspace: Workspace,
  method: Resizing,
  images: TensorInfo,
  size: [number, number],
  alignment: Alignment,
): TensorInfo | undefined {
  if (!areFloats(images) || images.shape.length !== 4) return;
  const shape = images.shape as Shape, [count, height, width, channels] = shape;
  if (!(height && width && channels && size[0] && size[1])) return;
  const x = workspace.address(images), y = workspace.output([count, ...size, channels]);
  const items = { count: count * size[0], minimum: WORTH_THREADS / (size[1] * channels) };
  withTables(workspace, method, shape, size, alignment, (mapping) => {
    workspace.run(resize[method], items, { x, y: y.address, mapping });
  });
  return y.info;
}

function gradient(
  workspace: Workspace,
  method: Resizing,
  images: TensorInfo,
  slope: TensorInfo,
  alignment: Alignment,
): TensorInfo | undefined {
  if (!areFloats(images, slope) || images.shape.length !== 4 || slope.shape.length !== 4) return;
  const shape = images.shape as Shape, [count, height, width, channels] = shape;
  const size: [number, number] = [slope.shape[1], slope.shape[2]];
  if (!(height && width && channels && size[0] && size[1])) return;
  const dy = workspace.address(slope), dx = workspace.output(images.shape);
  const items = { count, minimum: WORTH_THREADS / (size[0] * size[1] * channels) };
  withTables(workspace, method, shape, size, alignment, (mapping) => {
    workspace.run(resizeGradient[method], items, { dy, dx: dx.address, mapping });
  });
  return dx.info;
}

/**
 * Nearest-neighbour and bilinear resizing and their gradients.
 *
 * The gradients are those of the forward pass. tfjs 4.22 computes others: it ignores
 * halfPixelCenters, the bilinear gradient swaps height and width, and the nearest one reads the
 * wrong images of a batch.
 */
export const resizeKernels: KernelFamily = {
  ResizeNearestNeighbor: (workspace, { images }, { size, ...alignment }) =>
    forward(workspace, "resizeNearest", images, size, alignment),
  ResizeBilinear: (workspace, { images }, { size, ...alignment }) =>
    forward(workspace, "resizeBilinear", images, size, alignment),
  ResizeNearestNeighborGrad: (workspace, { images, dy }, alignment) =>
    gradient(workspace, "resizeNearest", images, dy, alignment),
  ResizeBilinearGrad: (workspace, { images, dy }, alignment) =>
    gradient(workspace, "resizeBilinear", images, dy, alignment),
};
