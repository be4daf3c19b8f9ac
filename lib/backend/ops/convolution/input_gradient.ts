import type { backend_util } from "@tensorflow/tfjs-core";
import { type Workspace, WORTH_THREADS } from "../../runtime/kernel.ts";
import type { Epilogue } from "./epilogue.ts";
import {
  convolveOneChannel,
  inputGradientOfOne,
  inputHasOneChannel,
  readsOneChannel,
} from "./one_channel.ts";
import { type Phase, phases } from "./phases.ts";
import { stridedInputGradient, suitsStrided } from "./strided.ts";
import {
  convolution,
  placementLayout,
  transposeFilter,
  wholeImageGradient,
} from "./window_jobs.ts";
import { areColumns, forwardWindows, windowLayout } from "./windows.ts";
import { suitsWinograd, winograd } from "./winograd.ts";

type Info = backend_util.Conv2DInfo;

/**
 * dX[n,y,x,c] = act(Σ_{i,j,f: y=i·s+u·d−p, x=j·s+v·d−p} dY[n,i,j,f] · W[u,v,c,f] + bias[c])
 *
 * The gradient of the input of a convolution and, with a bias and an activation, the forward pass
 * of the transposed convolution (Dumoulin & Visin 2016). Each phase of the stride is a convolution
 * of dY with the taps that reach it, in reverse order: every pixel of dX is gathered once, and
 * nothing is scattered.
 */
export function convolutionInputGradient(
  workspace: Workspace,
  info: Info,
  dy: number,
  filter: number,
  dx: number,
  epilogue: Epilogue,
): void {
  if (areColumns(forwardWindows(info)) && (info.filterHeight > 1 || info.filterWidth > 1)) {
    wholeImages(workspace, info, [dy, filter, dx], epilogue);
  } else if (inputHasOneChannel(info)) {
    inputGradientOfOne(workspace, info, [dy, filter, dx], epilogue);
  } else if (suitsStrided(info)) {
    stridedInputGradient(workspace, info, [dy, filter, dx], epilogue);
  } else {
    for (const phase of phases(info)) {
      onePhase(workspace, info, phase, [dy, filter, dx], epilogue);
    }
  }
}

/** The pixels of dX in one phase of the stride. */
function onePhase(
  workspace: Workspace,
  info: Info,
  phase: Phase,
  [dy, filter, dx]: [number, number, number],
  epilogue: Epilogue,
): void {
  const { batchSize: images, inHeight, inWidth, inChannels, outChannels } = info;
  const { windows, phaseY, phaseX } = phase, taps = windows.tapsY * windows.tapsX;
  const bytes = 4 * taps * inChannels * outChannels, transposed = workspace.heap.allocate(bytes);
  transpose(workspace, info, phase, filter, transposed);
  const onlyPhase = info.strideHeight === 1 && info.strideWidth === 1;
  if (onlyPhase && readsOneChannel(windows, inChannels)) {
    convolveOneChannel(workspace, images, windows, inChannels, [dy, transposed, dx], epilogue);
  } else if (suitsWinograd(info, outChannels, inChannels)) {
    const shape = {
      images,
      height: info.outHeight,
      width: info.outWidth,
      channels: outChannels,
      outHeight: inHeight,
      outWidth: inWidth,
      filters: inChannels,
      top: -windows.top,
      left: -windows.left,
    };
    winograd(workspace, shape, dy, transposed, dx, epilogue);
  } else {
    const placement = {
      outHeight: windows.outHeight,
      outWidth: windows.outWidth,
      placeHeight: inHeight,
      placeWidth: inWidth,
      placeStrideY: info.strideHeight,
      placeStrideX: info.strideWidth,
      phaseY,
      phaseX,
    };
    const items = { count: images * windows.outHeight * windows.outWidth, minimum: 2, align: 4 };
    workspace.run(convolution, items, {
      x: dy,
      filter: transposed,
      y: dx,
      filters: inChannels,
      bias: epilogue.bias,
      relu: Number(epilogue.relu),
      columnsAreX: Number(areColumns(windows)),
      windows: windowLayout.pack(windows),
      placement: onlyPhase ? [] : placementLayout.pack(placement),
    });
  }
  workspace.heap.release(transposed, bytes);
}

/** transposed[tap, f, c] = W[tap, c, f] for the taps of one phase, in the order of its windows. */
function transpose(
  workspace: Workspace,
  { filterWidth, inChannels: channels, outChannels: filters }: Info,
  { windows: { tapsY, tapsX }, rows, columns }: Phase,
  filter: number,
  transposed: number,
): void {
  const count = tapsY * tapsX;
  const minimum = count * channels * filters >= WORTH_THREADS ? 2 : Infinity;
  workspace.run(transposeFilter, { count, minimum }, {
    filter,
    transposed,
    filterWidth,
    channels,
    filters,
    tapsX,
    lastRow: rows.last,
    everyRow: rows.every,
    lastColumn: columns.last,
    everyColumn: columns.every,
  });
}

/** Each image is a single window: dX[n] = dY[n] · Wᵀ, and the bias is added to each pixel. */
function wholeImages(
  workspace: Workspace,
  info: Info,
  [dy, filter, dx]: [number, number, number],
  { bias, relu }: Epilogue,
): void {
  workspace.run(wholeImageGradient, { count: info.batchSize, minimum: 2, align: 4 }, {
    dy,
    filter,
    dx,
    taps: info.filterHeight * info.filterWidth,
    channels: info.inChannels,
    filters: info.outChannels,
    bias,
    relu: Number(relu),
  });
}
