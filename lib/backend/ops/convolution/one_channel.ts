import type { backend_util } from "@tensorflow/tfjs-core";
import type { Workspace } from "../../runtime/kernel.ts";
import { SCRATCH_BYTES } from "../../protocol/memory_map.ts";
import type { Epilogue } from "./epilogue.ts";
import {
  LINE_BYTES,
  oneChannelConvolution,
  oneChannelFilterGradient as oneChannelFilterGradientJob,
  oneChannelResult,
  phaseLayout,
} from "./one_channel_jobs.ts";
import { phases } from "./phases.ts";
import { forwardWindows, windowLayout, type Windows } from "./windows.ts";

type Info = backend_util.Conv2DInfo;

// Larger images and filters are left to the general method, whose blocks can begin anywhere.
const MAXIMUM_PIXELS = 1 << 16;
const MAXIMUM_FILTERS = 1 << 12;
const MAXIMUM_TAPS = 64;
// The arguments of a job have room for this many phases.
const MAXIMUM_PHASES = 4;

const isSmall = (w: Windows, filters: number): boolean =>
  w.height * w.width <= MAXIMUM_PIXELS && w.outHeight * w.outWidth <= MAXIMUM_PIXELS &&
  w.tapsY * w.tapsX <= MAXIMUM_TAPS && filters <= MAXIMUM_FILTERS &&
  4 * w.tapsY * w.tapsX * w.height * w.width <= SCRATCH_BYTES / 2 && 4 * w.outWidth <= LINE_BYTES;

/** Whether the windows are over one channel and have no gaps. */
export const readsOneChannel = (w: Windows, filters: number): boolean =>
  w.channels === 1 && w.stepY === 1 && w.stepX === 1 && w.tapsY * w.tapsX > 1 &&
  isSmall(w, filters);

/** Y = act(X ∗ W + bias) where X has one channel. */
export function convolveOneChannel(
  workspace: Workspace,
  images: number,
  windows: Windows,
  filters: number,
  [x, filter, y]: [number, number, number],
  { bias, relu }: Epilogue,
): void {
  const items = { count: images * windows.outHeight, minimum: 8 };
  const args = { x, filter, y, filters, bias, relu: Number(relu) };
  const packed = windowLayout.pack(windows);
  workspace.run(oneChannelConvolution, items, { ...args, windows: packed });
}

/** Whether {@linkcode convolveToOne} covers the convolution and is faster. */
export const outputHasOneChannel = (info: Info): boolean =>
  info.outChannels === 1 && info.inChannels >= 4 && info.batchSize > 0 &&
  isSmall(forwardWindows(info), info.inChannels);

/** Y = act(X ∗ W + bias) where Y has one channel: products of pixels with taps, then their sums. */
export function convolveToOne(
  workspace: Workspace,
  info: Info,
  [x, filter, y]: [number, number, number],
  { bias, relu }: Epilogue,
): void {
  const windows = forwardWindows(info),
    { height, width, tapsY, tapsX, outHeight, outWidth } = windows;
  const phase = phaseLayout.pack({
    yOffset: 0,
    yRow: 4 * outWidth,
    yStep: 4,
    firstTap: 0,
    tapStepY: tapsX,
    tapStepX: 1,
    ...windows,
  });
  workspace.run(oneChannelResult, { count: info.batchSize, minimum: 2 }, {
    x,
    channels: info.inChannels,
    filter,
    taps: tapsY * tapsX,
    height,
    width,
    y,
    yImage: 4 * outHeight * outWidth,
    bias,
    relu: Number(relu),
    phases: phase,
  });
}

/** Whether {@linkcode inputGradientOfOne} covers the gradient of the input and is faster. */
export const inputHasOneChannel = (info: Info): boolean =>
  info.inChannels === 1 && info.outChannels >= 4 && info.batchSize > 0 &&
  info.strideHeight * info.strideWidth <= MAXIMUM_PHASES &&
  isSmall(forwardWindows(info), info.outChannels) &&
  4 * info.filterHeight * info.filterWidth * info.outHeight * info.outWidth <= SCRATCH_BYTES / 2 &&
  4 * info.inWidth <= LINE_BYTES;

/** The gradient of the input, dX = act(… + bias), where dX has one channel. */
export function inputGradientOfOne(
  workspace: Workspace,
  info: Info,
  [dy, filter, dx]: [number, number, number],
  { bias, relu }: Epilogue,
): void {
  const { filterWidth, filterHeight, inHeight, inWidth, strideHeight, strideWidth } = info;
  const packed = phases(info).map(({ phaseY, phaseX, windows, rows, columns }) =>
    phaseLayout.pack({
      yOffset: 4 * (phaseY * inWidth + phaseX),
      yRow: 4 * inWidth * strideHeight,
      yStep: 4 * strideWidth,
      firstTap: rows.last * filterWidth + columns.last,
      tapStepY: -rows.every * filterWidth,
      tapStepX: -columns.every,
      ...windows,
    })
  );
  workspace.run(oneChannelResult, { count: info.batchSize, minimum: 2 }, {
    x: dy,
    channels: info.outChannels,
    filter,
    taps: filterHeight * filterWidth,
    height: info.outHeight,
    width: info.outWidth,
    y: dx,
    yImage: 4 * inHeight * inWidth,
    bias,
    relu: Number(relu),
    phases: packed.flatMap((phase) => [...phase]),
  });
}

/** Whether X or dY has one channel, so that {@linkcode oneChannelFilterGradient} covers it. */
export function hasOneChannel(info: Info): boolean {
  const windows = forwardWindows(info), unit = info.strideHeight === 1 && info.strideWidth === 1;
  return readsOneChannel(windows, info.outChannels) ||
    info.outChannels === 1 && unit && readsOneChannel(reversedWindows(windows), info.inChannels);
}

// dW[u, v, c] = Σ X[y, x, c] · dY[y − top − u, x − left − v]: windows over dY, with the taps
// reversed.
const reversedWindows = (w: Windows): Windows => ({
  ...w,
  height: w.outHeight,
  width: w.outWidth,
  channels: 1,
  outHeight: w.height,
  outWidth: w.width,
  top: -w.top - (w.tapsY - 1),
  left: -w.left - (w.tapsX - 1),
});

/** dW into `parts`, one for each thread, `partBytes` apart. */
export function oneChannelFilterGradient(
  workspace: Workspace,
  info: Info,
  [x, dy, parts]: [number, number, number],
  partBytes: number,
): void {
  const windows = forwardWindows(info);
  const reversed = !readsOneChannel(windows, info.outChannels);
  const seen = reversed ? reversedWindows(windows) : windows;
  const [image, other, filters] = reversed ? [dy, x, info.inChannels] : [x, dy, info.outChannels];
  const items = { count: info.batchSize * seen.outHeight, minimum: 8 };
  workspace.run(oneChannelFilterGradientJob, items, {
    x: image,
    dy: other,
    parts,
    partBytes,
    filters,
    reversed: Number(reversed),
    windows: windowLayout.pack(seen),
  });
}
