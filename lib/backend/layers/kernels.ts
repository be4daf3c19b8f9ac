import { getKernel, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs-core";
import { convolutionKernels } from "../ops/convolution/kernels.ts";
import { activationNamed } from "../ops/elementwise/activations.ts";
import {
  type Attributes,
  type Inputs,
  type Kernel,
  type KernelFamily,
  type Workspace,
  WORTH_THREADS,
} from "../runtime/kernel.ts";
import { reduceMiddle } from "../ops/reduction/reduce.ts";

/** The convolution called `name` with bias and activation, also where only tfjs's cpu kernel covers it. */
function convolved(name: "FusedConv2D" | "Conv2DBackpropInput"): Kernel {
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
  const { activation: name = "linear", leakyreluAlpha = 0 } = attributes;
  const y = convolve({ inputs, attrs: attributes, backend: workspace }) as TensorInfo;
  const columns = y.shape.at(-1)!, rows = y.shape.reduce((all, n) => all * n, 1) / columns;
  const shift = bias ? workspace.address(bias) : 0;
  const args = [activationNamed(name)?.number ?? 0, workspace.address(y), columns, shift];
  if (rows) workspace.run("biasActivation", rows, 0, 1, [...args, leakyreluAlpha]);
  return y;
}

// The kernel adds up row by row, so that short rows are better taken several at once.
const SHORT = 64;

/** How many rows of so many columns to take as one. */
function together(rows: number, columns: number): number {
  let count = 1;
  while (count * columns < SHORT && rows % (2 * count) === 0) count *= 2;
  return count;
}

/** Kernels of our own, that the layers' operations ask for. */
export const layerKernels: KernelFamily = {
  ConvolutionLayer: convolved("FusedConv2D"),
  TransposedConvolutionLayer: convolved("Conv2DBackpropInput"),

  /** dx = dy · f′ and, beside it, Σ dx over all axes but the last: the bias's gradient. */
  ActivationBiasGradient(workspace, { dy, saved }, { activation, alpha = 0 }) {
    const channels = dy.shape.at(-1), { threads, heap, run } = workspace;
    const from = workspace.address(dy), kept = workspace.address(saved);
    const dx = workspace.output(dy.shape), db = workspace.output([channels]);
    const count = together(dx.size / channels, channels), columns = count * channels;
    const bytes = 4 * threads * columns, parts = heap.allocate(bytes);
    const args = [from, kept, dx.address, columns, parts, alpha];
    run(`${activation}BiasGradient`, dx.size / columns, WORTH_THREADS / columns, 1, args);
    reduceMiddle(workspace, "sum", parts, [1, threads * count, channels], db.address);
    heap.release(parts, bytes);
    return [dx.info, db.info];
  },

  ActivationGradient(workspace, { dy, saved }, { activation, alpha = 0 }) {
    const from = workspace.address(dy), kept = workspace.address(saved);
    const dx = workspace.output(dy.shape);
    const args = [from, kept, dx.address, alpha];
    workspace.run(`${activation}Gradient`, dx.size, WORTH_THREADS, 16, args);
    return dx.info;
  },
};
