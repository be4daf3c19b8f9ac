import type { backend_util } from "@tensorflow/tfjs-core";
import type { Workspace } from "../../runtime/kernel.ts";
import { SCRATCH_BYTES } from "../../threads/memory_map.ts";
import type { Epilogue } from "./epilogue.ts";
import { LINE_BYTES } from "./one_channel_jobs.ts";
import { phases } from "./phases.ts";
import { forwardWindows, windowNumbers, type Windows } from "./windows.ts";

type Info = backend_util.Conv2DInfo;

// Images and filters larger than this go the general way, whose blocks can begin anywhere.
const MOST_PIXELS = 1 << 16;
const MOST_FILTERS = 1 << 12;
const MOST_TAPS = 64;
// The job has room for the numbers of this many phases.
const MOST_PHASES = 4;

const isSmall = (w: Windows, filters: number): boolean =>
  w.height * w.width <= MOST_PIXELS && w.outHeight * w.outWidth <= MOST_PIXELS &&
  w.tapsY * w.tapsX <= MOST_TAPS && filters <= MOST_FILTERS &&
  4 * w.tapsY * w.tapsX * w.height * w.width <= SCRATCH_BYTES / 2 && 4 * w.outWidth <= LINE_BYTES;

// windowNumbers() without channels and steps
const paddedNumbers = (w: Windows): number[] => {
  const [height, width, , ...rest] = windowNumbers(w);
  return [height, width, ...rest.slice(0, 8)];
};

/** Whether the windows see one channel, in runs without gaps. */
export const seesOneChannel = (w: Windows, filters: number): boolean =>
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
  workspace.run("oneChannelConvolution", images * windows.outHeight, 8, 1, [
    ...[x, filter, y, filters, bias, Number(relu)],
    ...paddedNumbers(windows),
  ]);
}

/** Whether {@linkcode convolveToOne} covers the convolution, and pays. */
export const givesOneChannel = (info: Info): boolean =>
  info.outChannels === 1 && info.inChannels >= 4 && info.batchSize > 0 &&
  isSmall(forwardWindows(info), info.inChannels);

/** Y = act(X ∗ W + bias) where Y has one channel: each pixel times each tap, then the sums. */
export function convolveToOne(
  workspace: Workspace,
  info: Info,
  [x, filter, y]: [number, number, number],
  { bias, relu }: Epilogue,
): void {
  const windows = forwardWindows(info), { tapsY, tapsX, outHeight, outWidth } = windows;
  const [height, width, , ...rest] = windowNumbers(windows);
  workspace.run("oneChannelResult", info.batchSize, 2, 1, [
    ...[x, info.inChannels, filter, tapsY * tapsX, height, width],
    ...[y, 4 * outHeight * outWidth, bias, Number(relu), 1],
    ...[0, 4 * outWidth, 4, 0, tapsX, 1, height, width, ...rest],
  ]);
}

/** Whether {@linkcode convolveBackToOne} covers the convolution's way back, and pays. */
export const givesOneChannelBack = (info: Info): boolean =>
  info.inChannels === 1 && info.outChannels >= 4 && info.batchSize > 0 &&
  info.strideHeight * info.strideWidth <= MOST_PHASES &&
  isSmall(forwardWindows(info), info.outChannels) &&
  4 * info.filterHeight * info.filterWidth * info.outHeight * info.outWidth <= SCRATCH_BYTES / 2 &&
  4 * info.inWidth <= LINE_BYTES;

/** dX = act(the way back of dY + bias) where dX has one channel. */
export function convolveBackToOne(
  workspace: Workspace,
  info: Info,
  [dy, filter, dx]: [number, number, number],
  { bias, relu }: Epilogue,
): void {
  const { filterWidth, filterHeight, inHeight, inWidth, strideHeight, strideWidth } = info;
  const parts = phases(info).map(({ phaseY, phaseX, windows, rows, columns }) => {
    const [height, width, , ...rest] = windowNumbers(windows);
    return [
      ...[4 * (phaseY * inWidth + phaseX), 4 * inWidth * strideHeight, 4 * strideWidth],
      ...[rows.last * filterWidth + columns.last, -rows.every * filterWidth, -columns.every],
      ...[height, width, ...rest],
    ];
  });
  workspace.run("oneChannelResult", info.batchSize, 2, 1, [
    ...[dy, info.outChannels, filter, filterHeight * filterWidth, info.outHeight, info.outWidth],
    ...[dx, 4 * inHeight * inWidth, bias, Number(relu), parts.length],
    ...parts.flat(),
  ]);
}

/** Whether X or dY has one channel, so that {@linkcode oneChannelFilterGradient} covers it. */
export function hasOneChannel(info: Info): boolean {
  const windows = forwardWindows(info), unit = info.strideHeight === 1 && info.strideWidth === 1;
  return seesOneChannel(windows, info.outChannels) ||
    info.outChannels === 1 && unit && seesOneChannel(turnedWindows(windows), info.inChannels);
}

// dW[u, v, c] = Σ X[y, x, c] · dY[y − top − u, x − left − v]: windows over dY, the taps turned.
const turnedWindows = (w: Windows): Windows => ({
  ...w,
  height: w.outHeight,
  width: w.outWidth,
  channels: 1,
  outHeight: w.height,
  outWidth: w.width,
  top: -w.top - (w.tapsY - 1),
  left: -w.left - (w.tapsX - 1),
});

/** dW into `parts`, one for each thread, `bytes` apart. */
export function oneChannelFilterGradient(
  workspace: Workspace,
  info: Info,
  [x, dy, parts]: [number, number, number],
  bytes: number,
): void {
  const windows = forwardWindows(info);
  const turned = !seesOneChannel(windows, info.outChannels);
  const seen = turned ? turnedWindows(windows) : windows;
  const [image, other, filters] = turned ? [dy, x, info.inChannels] : [x, dy, info.outChannels];
  workspace.run("oneChannelFilterGradient", info.batchSize * seen.outHeight, 8, 1, [
    ...[image, other, parts, bytes, filters, Number(turned)],
    ...paddedNumbers(seen),
  ]);
}
