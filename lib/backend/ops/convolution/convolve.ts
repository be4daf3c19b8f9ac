import type { backend_util } from "@tensorflow/tfjs-core";
import type { Workspace } from "../../runtime/kernel.ts";
import type { Epilogue } from "./epilogue.ts";
import {
  convolveOneChannel,
  convolveToOne,
  outputHasOneChannel,
  readsOneChannel,
} from "./one_channel.ts";
import { strided, suitsStrided } from "./strided.ts";
import { convolution } from "./window_jobs.ts";
import { areColumns, forwardWindows, windowLayout } from "./windows.ts";
import { suitsWinograd, winograd } from "./winograd.ts";

type Info = backend_util.Conv2DInfo;

/**
 * Y[n,i,j,f] = act(Σ_{u,v,c} X[n, i·s+u·d−p, j·s+v·d−p, c] · W[u,v,c,f] + bias[f])
 *
 * `x`, `filter` and `y` are addresses of float32 numbers, the images channels last.
 */
export function convolve(
  workspace: Workspace,
  info: Info,
  x: number,
  filter: number,
  y: number,
  { bias, relu }: Epilogue,
): void {
  const { batchSize: images, inChannels, outChannels: filters, padInfo } = info;
  const windows = forwardWindows(info), epilogue = { bias, relu };
  if (readsOneChannel(windows, filters)) {
    convolveOneChannel(workspace, images, windows, filters, [x, filter, y], epilogue);
    return;
  }
  if (outputHasOneChannel(info)) {
    convolveToOne(workspace, info, [x, filter, y], epilogue);
    return;
  }
  if (suitsWinograd(info, inChannels, filters)) {
    const { inHeight: height, inWidth: width, outHeight, outWidth } = info;
    const { top, left } = padInfo;
    const shape = { images, height, width, channels: inChannels, outHeight, outWidth, filters };
    winograd(workspace, { ...shape, top, left }, x, filter, y, epilogue);
    return;
  }
  if (suitsStrided(info)) {
    strided(workspace, info, [x, filter, y], epilogue);
    return;
  }
  const items = { count: images * windows.outHeight * windows.outWidth, minimum: 2, align: 4 };
  workspace.run(convolution, items, {
    x,
    filter,
    y,
    filters,
    bias,
    relu: Number(relu),
    columnsAreX: Number(areColumns(windows)),
    windows: windowLayout.pack(windows),
    placement: [],
  });
}
