import type { TensorInfo } from "@tensorflow/tfjs-core";
import {
  areFloats,
  type KernelFamily,
  type Workspace,
  WORTH_THREADS,
} from "../../runtime/kernel.ts";
import { type Alignment, bilinearTable, nearestTable, tableBytes } from "./table.ts";

type Method = "Nearest" | "Bilinear";
type Shape = [images: number, height: number, width: number, channels: number];

// Runs `job` with the tables that map `large` pixels to those of `small`, then frees the tables.
function withTables(
  workspace: Workspace,
  method: Method,
  [, height, width, channels]: Shape,
  [newHeight, newWidth]: [number, number],
  alignment: Alignment,
  run: (numbers: number[]) => void,
): void {
  const write = method === "Nearest" ? nearestTable : bilinearTable;
  const bytes = tableBytes(newHeight + newWidth), rows = workspace.heap.allocate(bytes);
  const columns = rows + tableBytes(newHeight);
  write(workspace, rows, height, newHeight, alignment);
  write(workspace, columns, width, newWidth, alignment);
  run([height, width, channels, newHeight, newWidth, rows, columns]);
  workspace.heap.release(rows, bytes);
}

function resize(
  workspace: Workspace,
  method: Method,
  images: TensorInfo,
  size: [number, number],
  alignment: Alignment,
): TensorInfo | undefined {
  if (!areFloats(images) || images.shape.length !== 4) return;
  const shape = images.shape as Shape, [count, height, width, channels] = shape;
  if (!(height && width && channels && size[0] && size[1])) return;
  const x = workspace.address(images), y = workspace.output([count, ...size, channels]);
  const least = WORTH_THREADS / (size[1] * channels);
  withTables(workspace, method, shape, size, alignment, (numbers) => {
    workspace.run(`resize${method}`, count * size[0], least, 1, [x, y.address, ...numbers]);
  });
  return y.info;
}

function resizeBack(
  workspace: Workspace,
  method: Method,
  images: TensorInfo,
  dy: TensorInfo,
  alignment: Alignment,
): TensorInfo | undefined {
  if (!areFloats(images, dy) || images.shape.length !== 4 || dy.shape.length !== 4) return;
  const shape = images.shape as Shape, [count, height, width, channels] = shape;
  const size: [number, number] = [dy.shape[1], dy.shape[2]];
  if (!(height && width && channels && size[0] && size[1])) return;
  const from = workspace.address(dy), dx = workspace.output(images.shape);
  const least = WORTH_THREADS / (size[0] * size[1] * channels);
  withTables(workspace, method, shape, size, alignment, (numbers) => {
    const job = `resize${method}Gradient`;
    workspace.run(job, count, least, 1, [from, dx.address, ...numbers]);
  });
  return dx.info;
}

/**
 * Nearest and bilinear resizing and their gradients.
 *
 * The gradients are those of what the forward pass computed. tfjs 4.22's own differ: they ignore
 * halfPixelCenters, the bilinear one swaps height and width, and the nearest one reads the wrong
 * images of a batch.
 */
export const resizeKernels: KernelFamily = {
  ResizeNearestNeighbor: (workspace, { images }, { size, ...alignment }) =>
    resize(workspace, "Nearest", images, size, alignment),
  ResizeBilinear: (workspace, { images }, { size, ...alignment }) =>
    resize(workspace, "Bilinear", images, size, alignment),
  ResizeNearestNeighborGrad: (workspace, { images, dy }, alignment) =>
    resizeBack(workspace, "Nearest", images, dy, alignment),
  ResizeBilinearGrad: (workspace, { images, dy }, alignment) =>
    resizeBack(workspace, "Bilinear", images, dy, alignment),
};
