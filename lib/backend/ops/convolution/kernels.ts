import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { activationNamed } from "../elementwise/activations.ts";
import {
  areFloats,
  type Attributes,
  type Kernel,
  type KernelFamily,
  type Output,
  type Workspace,
  WORTH_THREADS,
} from "../../runtime/kernel.ts";
import { convolutionFilterGradient } from "./filter_gradient.ts";
import { convolve } from "./convolve.ts";
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

const fitsBias = (bias: TensorInfo | undefined, channels: number): boolean =>
  !bias || areFloats(bias) && bias.shape.at(-1) === channels &&
    util.sizeFromShape(bias.shape) === channels;

// ReLU is applied to each block while it is in the cache, the others in a pass of their own: their
// arithmetic takes longer than fetching the numbers again.
interface Activated {
  relu: boolean;
  /** its number in assembly/activation.ts */
  later?: number;
}

/** Undefined where the activation is not one of ours. */
function activated(name = "linear"): Activated | undefined {
  if (name === "linear" || name === "relu") return { relu: name === "relu" };
  const known = activationNamed(name);
  return known && { relu: false, later: known.number };
}

function activateLater(
  workspace: Workspace,
  { info: { shape }, address, size }: Output,
  { later }: Activated,
  parameter = 0,
): void {
  if (later === undefined || size === 0) return;
  // Rows of an image rather than pixels: a pixel may be a single number.
  const row = shape[2] * shape[3], least = WORTH_THREADS / row;
  workspace.run("biasActivation", size / row, least, 1, [later, address, row, 0, parameter]);
}

const convolution: Kernel = (workspace, inputs, attributes) => {
  const { x, filter, bias, preluActivationWeights } = inputs;
  const activation = activated(attributes.activation);
  if (!activation || preluActivationWeights || !areFloats(x, filter)) return;
  const info = described(x.shape, filter.shape, attributes);
  if (!info || !fitsBias(bias, info.outChannels)) return;
  const from = workspace.address(x), weights = workspace.address(filter);
  const epilogue = { bias: bias ? workspace.address(bias) : 0, relu: activation.relu };
  const y = workspace.output(info.outShape);
  convolve(workspace, info, from, weights, y.address, epilogue);
  activateLater(workspace, y, activation, attributes.leakyreluAlpha);
  return y.info;
};

const inputGradient: Kernel = (workspace, { dy, filter, bias }, attributes) => {
  const activation = activated(attributes.activation);
  if (!activation || !areFloats(dy, filter)) return;
  const info = described(attributes.inputShape, filter.shape, attributes);
  if (!info || !util.arraysEqual(info.outShape, dy.shape)) return;
  if (!fitsBias(bias, info.inChannels)) return;
  const from = workspace.address(dy), weights = workspace.address(filter);
  const epilogue = { bias: bias ? workspace.address(bias) : 0, relu: activation.relu };
  const dx = workspace.output(info.inShape);
  convolveBack(workspace, info, from, weights, dx.address, epilogue);
  activateLater(workspace, dx, activation, attributes.leakyreluAlpha);
  return dx.info;
};

const filterGradient: Kernel = (workspace, { x, dy }, attributes) => {
  const { filterShape } = attributes;
  if (!areFloats(x, dy)) return;
  const info = described(x.shape, filterShape, attributes);
  if (!info || !util.arraysEqual(info.outShape, dy.shape)) return;
  const from = workspace.address(x), gradients = workspace.address(dy);
  const gradient = workspace.output(filterShape);
  convolutionFilterGradient(workspace, info, from, gradients, gradient.address);
  return gradient.info;
};

/**
 * Convolutions and their gradients. Conv2DBackpropInput is also the transposed convolution's forward
 * pass; with a `bias` and an `activation`, which only our own layers give it, those follow.
 */
export const convolutionKernels: KernelFamily = {
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
};
