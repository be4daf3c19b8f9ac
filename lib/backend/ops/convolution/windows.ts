import type { backend_util } from "@tensorflow/tfjs-core";

/**
 * The window of each output pixel: output (i, j) reads rows i·strideY + top + u·stepY for u < tapsY and
 * columns j·strideX + left + v·stepX for v < tapsX, zeros outside the image. Every convolution and the
 * gradient of its input are matrix products over such windows.
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

const imageSize = ["height", "width"] as const;
const placement = [
  "outHeight",
  "outWidth",
  "tapsY",
  "tapsX",
  "strideY",
  "strideX",
  "top",
  "left",
] as const;
const steps = ["stepY", "stepX"] as const;

// Names of windows among the arguments of jobs, in the order in which the kernels of ../../assembly
// take them.
/** All of them. */
export const windowNames = [...imageSize, "channels", ...placement, ...steps] as const;
/** Windows without gaps, whose steps are 1. */
export const gaplessNames = [...imageSize, "channels", ...placement] as const;
/** Windows without gaps over an image with one channel. */
export const gaplessPlaneNames = [...imageSize, ...placement] as const;
/** Windows over an image with one channel. */
export const planeNames = [...imageSize, ...placement, ...steps] as const;

/** Some numbers of the windows, in the order of their names. */
export const windowNumbers = <Name extends keyof Windows>(
  names: readonly Name[],
  windows: Readonly<Record<Name, number>>,
): number[] => names.map((name): number => windows[name]);

/** The windows of the forward pass of a convolution. */
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

/** Whether the numbers of an image, in their order, are already its windows. */
export function areColumns(w: Windows): boolean {
  if (w.top !== 0 || w.left !== 0) return false;
  const pixelByPixel = w.tapsY === 1 && w.tapsX === 1 && w.strideY === 1 && w.strideX === 1 &&
    w.outHeight === w.height && w.outWidth === w.width;
  const allAtOnce = w.outHeight === 1 && w.outWidth === 1 && w.tapsY === w.height &&
    w.tapsX === w.width && (w.stepY === 1 || w.tapsY === 1) && (w.stepX === 1 || w.tapsX === 1);
  return pixelByPixel || allAtOnce;
}
