import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import {
  areFloats,
  type Attributes,
  type Inputs,
  isBias,
  type Kernel,
  type KernelFamily,
  type Output,
  type Workspace,
  WORTH_THREADS,
} from "../../runtime/kernel.ts";
import { activationNamed } from "../elementwise/activations.ts";
import { biasActivation } from "../elementwise/jobs.ts";
import { convolve } from "./convolve.ts";
import { convolutionFilterGradient } from "./filter_gradient.ts";
import { convolutionInputGradient } from "./input_gradient.ts";

type Info = backend_util.Conv2DInfo;

// Several windows of this many numbers fit the scratch of a thread.
const MAXIMUM_WINDOW = 1 << 19;

/**
 * The geometry of the convolution; undefined if it is left to the stock kernel, or is not valid.
 */
function convolutionInfo(
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
    shape,
    filter,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    false,
    "channelsLast",
  );
  const window = info.filterHeight * info.filterWidth * Math.max(info.inChannels, info.outChannels);
  const possible = info.outHeight > 0 && info.outWidth > 0 && window > 0;
  return possible && window <= MAXIMUM_WINDOW ? info : undefined;
}

// ReLU is applied to each block while it is in the cache, other activations in a second pass: their
// arithmetic takes longer than loading the numbers again.
interface AppliedActivation {
  relu: boolean;
  /** code of the activation of the second pass */
  later?: number;
}

/** Undefined if the activation is left to the stock kernel. */
function appliedActivation(name = "linear"): AppliedActivation | undefined {
  if (name === "linear" || name === "relu") return { relu: name === "relu" };
  const known = activationNamed(name);
  return known && { relu: false, later: known.code };
}

function activateLater(
  workspace: Workspace,
  { info: { shape }, address: y, size }: Output,
  { later }: AppliedActivation,
  parameter = 0,
): void {
  if (later === undefined || size === 0) return;
  // Rows of images rather than pixels: a pixel may be a single number.
  const columns = shape[2] * shape[3];
  const items = { count: size / columns, minimum: WORTH_THREADS / columns };
  workspace.run(biasActivation, items, { activation: later, y, columns, bias: 0, parameter });
}

/** Runs `method` from `input` to a new tensor of that shape, followed by bias and activation. */
function computeWith(
  method: typeof convolve,
  workspace: Workspace,
  info: Info,
  { input, filter, bias }: Inputs,
  shape: number[],
  activation: AppliedActivation,
  parameter?: number,
): TensorInfo {
  const from = workspace.address(input), weights = workspace.address(filter);
  const epilogue = { bias: bias ? workspace.address(bias) : 0, relu: activation.relu };
  const result = workspace.output(shape);
  method(workspace, info, from, weights, result.address, epilogue);
  activateLater(workspace, result, activation, parameter);
  return result.info;
}

const convolution: Kernel = (workspace, inputs, attributes) => {
  const { x: input, filter, bias, preluActivationWeights } = inputs;
  const activation = appliedActivation(attributes.activation), { leakyreluAlpha } = attributes;
  if (!activation || preluActivationWeights || !areFloats(input, filter)) return;
  const info = convolutionInfo(input.shape, filter.shape, attributes);
  if (!info || !isBias(bias, info.outChannels)) return;
  const tensors = { input, filter, bias }, { outShape } = info;
  return computeWith(convolve, workspace, info, tensors, outShape, activation, leakyreluAlpha);
};

const inputGradient: Kernel = (workspace, { dy, filter, bias }, attributes) => {
  const activation = appliedActivation(attributes.activation), { leakyreluAlpha } = attributes;
  if (!activation || !areFloats(dy, filter)) return;
  const info = convolutionInfo(attributes.inputShape, filter.shape, attributes);
  if (!info || !util.arraysEqual(info.outShape, dy.shape)) return;
  if (!isBias(bias, info.inChannels)) return;
  const tensors = { input: dy, filter, bias },
    { inShape } = info,
    gradient = convolutionInputGradient;
  return computeWith(gradient, workspace, info, tensors, inShape, activation, leakyreluAlpha);
};

const filterGradient: Kernel = (workspace, { x, dy }, attributes) => {
  const { filterShape } = attributes;
  if (!areFloats(x, dy)) return;
  const info = convolutionInfo(x.shape, filterShape, attributes);
  if (!info || !util.arraysEqual(info.outShape, dy.shape)) return;
  const from = workspace.address(x), gradients = workspace.address(dy);
  const gradient = workspace.output(filterShape);
  convolutionFilterGradient(workspace, info, from, gradients, gradient.address);
  return gradient.info;
};

/**
 * Convolutions and their gradients. Conv2DBackpropInput is also the forward pass of the transposed
 * convolution; only ../../layers gives it a `bias` and an `activation`, which are then applied.
 */
export const convolutionKernels: KernelFamily = {
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
};
