import type { backend_util } from "@tensorflow/tfjs-core";
import { ArgumentLayout, words } from "../../protocol/arguments.ts";

/**
 * The window of each output pixel: output (i, j) reads rows i·strideY + top + u·stepY for u < tapsY
 * and columns j·strideX + left + v·stepX for v < tapsX, zeros outside the image. Every convolution
 * and the gradient of its input are matrix products over such windows.
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

/** How windows travel: a list of a job, and a geometry of ../../assembly/geometry.ts. */
export const windowLayout = new ArgumentLayout(
  words(
    "height width channels outHeight outWidth tapsY tapsX strideY strideX top left stepY stepX",
  ),
);

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
