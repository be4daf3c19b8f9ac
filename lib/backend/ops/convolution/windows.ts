import type { backend_util } from "@tensorflow/tfjs-core";

/**
 * Which numbers of an image each output pixel sees: output (i, j) reads rows
 * i·strideY + top + u·stepY for u < tapsY and columns j·strideX + left + v·stepX for v < tapsX,
 * zeros outside the image. Every convolution and every way back is a product over such windows.
 */
export interface Windows {
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  tapsY: number;
  tapsX: number;
  strideY: number;
  strideX: number;
  top: number;
  left: number;
  stepY: number;
  stepX: number;
}

/** How many numbers {@linkcode windowNumbers} makes. */
export const WINDOW_NUMBERS = 13;

/** The windows as a job's arguments, in the order of `windows` in assembly/convolution_windows.ts. */
export function windowNumbers(w: Windows): number[] {
  // deno-fmt-ignore
  return [
    w.height, w.width, w.channels, w.outHeight, w.outWidth,
    w.tapsY, w.tapsX, w.strideY, w.strideX, w.top, w.left, w.stepY, w.stepX,
  ];
}

/** The windows of a convolution's forward pass. */
export function forwardWindows(info: backend_util.Conv2DInfo): Windows {
  return {
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    tapsY: info.filterHeight,
    tapsX: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    top: -info.padInfo.top,
    left: -info.padInfo.left,
    stepY: info.dilationHeight,
    stepX: info.dilationWidth,
  };
}

/** Whether the numbers of an image, as they lie, are its windows: then no columns are needed. */
export function areColumns(w: Windows): boolean {
  if (w.top !== 0 || w.left !== 0) return false;
  const pixelByPixel = w.tapsY === 1 && w.tapsX === 1 && w.strideY === 1 && w.strideX === 1 &&
    w.outHeight === w.height && w.outWidth === w.width;
  const allAtOnce = w.outHeight === 1 && w.outWidth === 1 && w.tapsY === w.height &&
    w.tapsX === w.width && (w.stepY === 1 || w.tapsY === 1) && (w.stepX === 1 || w.tapsX === 1);
  return pixelByPixel || allAtOnce;
}
