import type { backend_util } from "@tensorflow/tfjs-core";
import { type Workspace, WORTH_THREADS } from "../../runtime/kernel.ts";
import { hasOneChannel, oneChannelFilterGradient } from "./one_channel.ts";
import { areColumns, forwardWindows, windowNumbers } from "./windows.ts";
import { suitsWinograd, winogradFilterGradient } from "./winograd.ts";

type Info = backend_util.Conv2DInfo;

/**
 * dW[u,v,c,f] = Σ_{n,i,j} X[n, i·s+u·d−p, j·s+v·d−p, c] · dY[n,i,j,f]
 *
 * With the windows as columns this is columnsᵀ · dY. Each thread sums over its own pixels.
 */
export function convolutionFilterGradient(
  workspace: Workspace,
  info: Info,
  x: number,
  dy: number,
  gradient: number,
): void {
  const { batchSize: images, inChannels, outChannels: filters, padInfo: { top, left } } = info;
  const { inHeight: height, inWidth: width, outHeight, outWidth } = info;
  if (suitsWinograd(info, inChannels, filters)) {
    const shape = { images, height, width, channels: inChannels, outHeight, outWidth, filters };
    winogradFilterGradient(workspace, { ...shape, top, left }, x, dy, gradient);
    return;
  }
  const { heap, threads } = workspace, windows = forwardWindows(info);
  const numbers = info.filterHeight * info.filterWidth * inChannels * filters, bytes = 4 * numbers;
  const parts = threads === 1 ? gradient : heap.allocate(bytes * threads);
  if (hasOneChannel(info)) {
    oneChannelFilterGradient(workspace, info, [x, dy, parts], bytes);
  } else {
    workspace.run("filterGradient", images * outHeight * outWidth, 64, 8, [
      ...windowNumbers(windows),
      ...[x, dy, parts, bytes, filters, Number(areColumns(windows))],
    ]);
  }
  if (threads === 1) return;
  workspace.run("addParts", numbers, WORTH_THREADS, 16, [parts, bytes, threads, gradient]);
  heap.release(parts, bytes * threads);
}
