import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import {
  areFloats,
  type Attributes,
  type Kernel,
  type KernelFamily,
  WORTH_THREADS,
} from "../../runtime/kernel.ts";
import { forwardWindows, windowLayout } from "../convolution/windows.ts";
import { pool, poolGradient, type Pooling } from "./jobs.ts";

type Info = backend_util.Conv2DInfo;

/** The geometry of the pooling; undefined unless it is over float32 [n, h, w, c]. */
function poolingInfo(x: TensorInfo, attributes: Attributes): Info | undefined {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  if (!areFloats(x) || x.shape.length !== 4 || x.shape[3] === 0) return undefined;
  const shape = x.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  return info.outHeight > 0 && info.outWidth > 0 ? info : undefined;
}

/** Whether tfjs returns the images themselves: the window is one pixel and the size stays. */
const isIdentity = (info: Info): boolean =>
  info.filterHeight === 1 && info.filterWidth === 1 &&
  util.arraysEqual(info.inShape, info.outShape);

function pooling(method: Pooling): Kernel {
  return (workspace, inputs, attributes) => {
    const info = poolingInfo(inputs.x, attributes);
    if (!info || isIdentity(info)) return;
    const x = workspace.address(inputs.x), y = workspace.output(info.outShape);
    const window = info.filterHeight * info.filterWidth * info.inChannels;
    const items = {
      count: info.batchSize * info.outHeight * info.outWidth,
      // Reading dominates the time: the numbers read count, not the outputs.
      minimum: WORTH_THREADS / window,
    };
    const windows = windowLayout.pack(forwardWindows(info));
    workspace.run(pool[method], items, { x, y: y.address, windows });
    return y.info;
  };
}

function poolingGradient(method: Pooling): Kernel {
  return (workspace, inputs, attributes) => {
    const info = poolingInfo(inputs.input, attributes);
    if (!info || !areFloats(inputs.dy)) return;
    if (!util.arraysEqual(inputs.dy.shape, info.outShape)) return;
    const x = method === "maxPool" ? workspace.address(inputs.input) : 0;
    const dy = workspace.address(inputs.dy);
    const dx = workspace.output(inputs.input.shape), count = info.batchSize;
    const items = { count, minimum: WORTH_THREADS / (dx.size / count) };
    const windows = windowLayout.pack(forwardWindows(info));
    workspace.run(poolGradient[method], items, { x, dy, dx: dx.address, windows });
    return dx.info;
  };
}

/**
 * Pooling and its gradients, with the conventions of tfjs for NaN and for windows at the border.
 */
export const poolingKernels: KernelFamily = {
  MaxPool: pooling("maxPool"),
  AvgPool: pooling("averagePool"),
  MaxPoolGrad: poolingGradient("maxPool"),
  AvgPoolGrad: poolingGradient("averagePool"),
};
