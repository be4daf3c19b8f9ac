import { getKernel, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { LINEAR } from "../assembly/activation_codes.ts";
import { convolutionKernels } from "../ops/convolution/kernels.ts";
import { activationNamed } from "../ops/elementwise/activations.ts";
import {
  activationBiasGradient,
  activationGradient,
  biasActivation,
} from "../ops/elementwise/jobs.ts";
import { reduceMiddle } from "../ops/reduction/reduce.ts";
import {
  type Attributes,
  eachNumber,
  type Inputs,
  type Kernel,
  type KernelFamily,
  type Workspace,
  WORTH_THREADS,
} from "../runtime/kernel.ts";

/** A convolution with bias and activation, also in the cases that only the cpu kernel covers. */
function convolution(name: "FusedConv2D" | "Conv2DBackpropInput"): Kernel {
  const stockName = name === "FusedConv2D" ? "Conv2D" : name;
  return (workspace, inputs, attributes) =>
    convolutionKernels[name](workspace, inputs, attributes) ??
      byStock(getKernel(stockName, "cpu").kernelFunc, workspace, inputs, attributes);
}

function byStock(
  convolve: KernelFunc,
  workspace: Workspace,
  { bias, ...inputs }: Inputs,
  attributes: Attributes,
): TensorInfo {
  const { activation: name = "linear", leakyreluAlpha: parameter = 0 } = attributes;
  const y = convolve({ inputs, attrs: attributes, backend: workspace }) as TensorInfo;
  const columns = y.shape.at(-1)!, rows = util.sizeFromShape(y.shape) / columns;
  const args = {
    activation: activationNamed(name)?.code ?? LINEAR,
    y: workspace.address(y),
    columns,
    bias: bias ? workspace.address(bias) : 0,
    parameter,
  };
  if (rows) workspace.run(biasActivation, { count: rows }, args);
  return y;
}

// The kernel sums row by row, which is faster for rows of at least this many numbers.
const LONG_ROW = 64;

/** How many rows of `columns` numbers to treat as one. */
function rowsTogether(rows: number, columns: number): number {
  let count = 1;
  while (count * columns < LONG_ROW && rows % (2 * count) === 0) count *= 2;
  return count;
}

/** Kernels that only operations.ts uses. */
export const layerKernels: KernelFamily = {
  ConvolutionLayer: convolution("FusedConv2D"),
  TransposedConvolutionLayer: convolution("Conv2DBackpropInput"),

  /** dx = dy · f′, and the gradient of the bias: Σ dx over all axes but the last. */
  ActivationBiasGradient(workspace, inputs, { activation, alpha: parameter = 0 }) {
    const { shape } = inputs.dy, channels = shape.at(-1), { threads, heap, run } = workspace;
    const dy = workspace.address(inputs.dy), saved = workspace.address(inputs.saved);
    const dx = workspace.output(shape), db = workspace.output([channels]);
    const together = rowsTogether(dx.size / channels, channels), columns = together * channels;
    const bytes = 4 * threads * columns, sums = heap.allocate(bytes);
    const items = { count: dx.size / columns, minimum: WORTH_THREADS / columns };
    const args = { dy, saved, dx: dx.address, columns, sums, parameter };
    run(activationBiasGradient[activation], items, args);
    reduceMiddle(workspace, "sum", sums, [1, threads * together, channels], db.address);
    heap.release(sums, bytes);
    return [dx.info, db.info];
  },

  ActivationGradient(workspace, inputs, { activation, alpha: parameter = 0 }) {
    const dy = workspace.address(inputs.dy), saved = workspace.address(inputs.saved);
    const dx = workspace.output(inputs.dy.shape);
    const args = { dy, saved, dx: dx.address, parameter };
    workspace.run(activationGradient[activation], eachNumber(dx.size), args);
    return dx.info;
  },
};
