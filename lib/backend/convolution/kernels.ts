import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { areFloats, type Attributes, type KernelFamily } from "../kernel.ts";
import { convolutionFilterGradient } from "./filter_gradient.ts";
import { convolve } from "./forward.ts";
import { convolveBack } from "./input_gradient.ts";

type Info = backend_util.Conv2DInfo;

// A window of more numbers would not fit a thread's scratch several times.
const MAXIMUM_WINDOW = 1 << 19;

/** What the convolution looks like, or undefined where it is not one of ours, or not one at all. */
function described(
  inputShape: number[],
  filterShape: number[],
  { strides, dilations = 1, pad, dimRoundingMode, dataFormat = "NHWC" }: Attributes,
): Info | undefined {
  if (inputShape.length !== 4 || filterShape.length !== 4 || dataFormat !== "NHWC") {
    return undefined;
  }
  if (inputShape[3] !== filterShape[2]) return undefined;
  const shape = inputShape as [number, number, number, number];
  const filter = filterShape as [number, number, number, number];
  const info = backend_util.computeConv2DInfo(
    ...[shape, filter, strides, dilations, pad, dimRoundingMode, false, "channelsLast"] as const,
  );
  const window = info.filterHeight * info.filterWidth * Math.max(info.inChannels, info.outChannels);
  const possible = info.outHeight > 0 && info.outWidth > 0 && window > 0;
  return possible && window <= MAXIMUM_WINDOW ? info : undefined;
}

const sameShape = (a: number[], b: number[]): boolean => util.arraysEqual(a, b);
const fitsBias = (bias: TensorInfo | undefined, channels: number): boolean =>
  !bias ||
  areFloats(bias) && bias.shape.at(-1) === channels && util.sizeFromShape(bias.shape) === channels;

/** Convolutions and their gradients. With `bias` and `activation`, those are computed in one go. */
export const convolutionKernels: KernelFamily = {
  Conv2D(workspace, { x, filter }, attributes) {
    if (!areFloats(x, filter)) return;
    const info = described(x.shape, filter.shape, attributes);
    if (!info) return;
    const addresses = [workspace.address(x), workspace.address(filter)] as const;
    const y = workspace.output(info.outShape);
    convolve(workspace, info, ...addresses, y.address, { bias: 0, relu: false });
    return y.info;
  },

  FusedConv2D(workspace, { x, filter, bias, preluActivationWeights }, attributes) {
    const { activation = "linear" } = attributes;
    if (!areFloats(x, filter) || preluActivationWeights) return;
    if (activation !== "linear" && activation !== "relu") return;
    const info = described(x.shape, filter.shape, attributes);
    if (!info || !fitsBias(bias, info.outChannels)) return;
    const addresses = [workspace.address(x), workspace.address(filter)] as const;
    const epilogue = { bias: bias ? workspace.address(bias) : 0, relu: activation === "relu" };
    const y = workspace.output(info.outShape);
    convolve(workspace, info, ...addresses, y.address, epilogue);
    return y.info;
  },

  // Also the transposed convolution; with `bias` and `activation` when our own layers ask for it.
  Conv2DBackpropInput(workspace, { dy, filter, bias }, attributes) {
    const { activation = "linear", inputShape } = attributes;
    if (!areFloats(dy, filter)) return;
    if (activation !== "linear" && activation !== "relu") return;
    const info = described(inputShape, filter.shape, attributes);
    if (!info || !sameShape(info.outShape, dy.shape) || !fitsBias(bias, info.inChannels)) return;
    const addresses = [workspace.address(dy), workspace.address(filter)] as const;
    const epilogue = { bias: bias ? workspace.address(bias) : 0, relu: activation === "relu" };
    const dx = workspace.output(info.inShape);
    convolveBack(workspace, info, ...addresses, dx.address, epilogue);
    return dx.info;
  },

  Conv2DBackpropFilter(workspace, { x, dy }, attributes) {
    const { filterShape } = attributes;
    if (!areFloats(x, dy)) return;
    const info = described(x.shape, filterShape, attributes);
    if (!info || !sameShape(info.outShape, dy.shape)) return;
    const addresses = [workspace.address(x), workspace.address(dy)] as const;
    const gradient = workspace.output(filterShape);
    convolutionFilterGradient(workspace, info, ...addresses, gradient.address);
    return gradient.info;
  },
};
