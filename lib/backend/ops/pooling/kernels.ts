import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import {
  areFloats,
  type Attributes,
  type KernelFamily,
  WORTH_THREADS,
} from "../../runtime/kernel.ts";
import { forwardWindows, WINDOW_NUMBERS, windowNumbers } from "../convolution/windows.ts";

/** What the pooling looks like, or undefined where it is not over [n, h, w, c]. */
function described(x: TensorInfo, attributes: Attributes): backend_util.Conv2DInfo | undefined {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  if (!areFloats(x) || x.shape.length !== 4 || x.shape[3] === 0) return undefined;
  const shape = x.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  return info.outHeight > 0 && info.outWidth > 0 ? info : undefined;
}

const numbers = (info: backend_util.Conv2DInfo): number[] =>
  windowNumbers(forwardWindows(info)).slice(0, WINDOW_NUMBERS - 2);

/** Fewer outputs than this stay on one thread: what they read, not what they write, takes time. */
const minimum = (info: backend_util.Conv2DInfo, channels: number): number =>
  WORTH_THREADS / (info.filterHeight * info.filterWidth * channels);

/** tfjs passes the images on where the window is one pixel and the size stays, strides or not. */
const passesOn = (info: backend_util.Conv2DInfo): boolean =>
  info.filterHeight === 1 && info.filterWidth === 1 &&
  util.arraysEqual(info.inShape, info.outShape);

/** Pooling and its gradients, with tfjs's conventions for NaN and for windows at the border. */
export const poolingKernels: KernelFamily = {
  MaxPool(workspace, { x }, attributes) {
    const info = described(x, attributes);
    if (!info || passesOn(info)) return;
    const from = workspace.address(x), y = workspace.output(info.outShape);
    const pixels = info.batchSize * info.outHeight * info.outWidth;
    const least = minimum(info, info.inChannels);
    workspace.run("maxPool", pixels, least, 1, [from, y.address, ...numbers(info)]);
    return y.info;
  },

  AvgPool(workspace, { x }, attributes) {
    const info = described(x, attributes);
    if (!info || passesOn(info)) return;
    const from = workspace.address(x), y = workspace.output(info.outShape);
    const pixels = info.batchSize * info.outHeight * info.outWidth;
    const least = minimum(info, info.inChannels);
    workspace.run("averagePool", pixels, least, 1, [from, y.address, ...numbers(info)]);
    return y.info;
  },

  MaxPoolGrad(workspace, { dy, input }, attributes) {
    const info = described(input, attributes);
    if (!info || !areFloats(dy) || !util.arraysEqual(dy.shape, info.outShape)) return;
    const x = workspace.address(input), from = workspace.address(dy);
    const dx = workspace.output(input.shape), images = info.batchSize;
    const least = WORTH_THREADS / (dx.size / images);
    workspace.run("maxPoolGradient", images, least, 1, [x, from, dx.address, ...numbers(info)]);
    return dx.info;
  },

  AvgPoolGrad(workspace, { dy, input }, attributes) {
    const info = described(input, attributes);
    if (!info || !areFloats(dy) || !util.arraysEqual(dy.shape, info.outShape)) return;
    const from = workspace.address(dy), dx = workspace.output(input.shape);
    const images = info.batchSize, least = WORTH_THREADS / (dx.size / images);
    workspace.run("averagePoolGradient", images, least, 1, [from, dx.address, ...numbers(info)]);
    return dx.info;
  },
};
