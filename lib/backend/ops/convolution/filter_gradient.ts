import type { backend_util } from "@tensorflow/tfjs-core";
import { eachNumber, type Workspace } from "../../runtime/kernel.ts";
import { hasOneChannel, oneChannelFilterGradient } from "./one_channel.ts";
import { stridedFilterGradient, suitsStrided } from "./strided.ts";
import { addParts, filterGradient } from "./window_jobs.ts";
import { areColumns, forwardWindows, windowLayout } from "./windows.ts";
import { suitsWinograd, winogradFilterGradient } from "./winograd.ts";

type Info = backend_util.Conv2DInfo;

/**
 * dW[u,v,c,f] = Σ_{n,i,j} X[n, i·s+u·d−p, j·s+v·d−p, c] · dY[n,i,j,f]
 *
 * With the windows as columns this is columnsᵀ · dY; each thread sums over its share of the pixels.
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
  if (suitsStrided(info)) {
    stridedFilterGradient(workspace, info, x, dy, gradient);
    return;
  }
  const { heap, threads, run } = workspace, windows = forwardWindows(info);
  const numbers = info.filterHeight * info.filterWidth * inChannels * filters;
  const partBytes = 4 * numbers;
  const parts = threads === 1 ? gradient : heap.allocate(partBytes * threads);
  if (hasOneChannel(info)) {
    oneChannelFilterGradient(workspace, info, [x, dy, parts], partBytes);
  } else {
    const items = { count: images * outHeight * outWidth, minimum: 64, align: 8 };
    const columnsAreX = Number(areColumns(windows));
    const args = { x, dy, parts, partBytes, filters, columnsAreX };
    run(filterGradient, items, { ...args, windows: windowLayout.pack(windows) });
  }
  if (threads === 1) return;
  run(addParts, eachNumber(numbers), { parts, partBytes, threads, total: gradient });
  heap.release(parts, partBytes * threads);
}
