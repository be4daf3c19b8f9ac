import { getKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { convolutionKernels } from "../convolution/kernels.ts";
import { activationNamed } from "../elementwise/activations.ts";
import { type Attributes, type Inputs, type KernelFamily, type Workspace } from "../kernel.ts";
import { WORTH_THREADS } from "../kernel.ts";
import { reduceMiddle } from "../reduction/reduce.ts";

/**
 * The convolution called `name` with bias, then the activation in place. The convolutions do relu
 * themselves, on blocks that are still in the cache.
 */
function convolved(
  name: "FusedConv2D" | "Conv2DBackpropInput",
  workspace: Workspace,
  inputs: Inputs,
  attributes: Attributes,
): TensorInfo {
  const { activation = "linear", alpha = 0 } = attributes, itself = activation === "relu";
  const settings = { ...attributes, activation: itself ? "relu" : "linear" };
  const fast = convolutionKernels[name](workspace, inputs, settings) as TensorInfo | undefined;
  if (fast) {
    if (!itself) activate(workspace, fast, activation, alpha, 0);
    return fast;
  }
  const { bias, ...others } = inputs;
  const stock = getKernel(name, "cpu").kernelFunc({
    inputs: others,
    attrs: { ...settings, activation: "linear" },
    backend: workspace,
  }) as TensorInfo;
  activate(workspace, stock, activation, alpha, bias ? workspace.address(bias) : 0);
  return stock;
}

/** y ← f(y + bias) in place. */
function activate(
  workspace: Workspace,
  y: TensorInfo,
  name: string,
  alpha: number,
  bias: number,
): void {
  const activation = activationNamed(name)?.number ?? 0;
  if (!activation && !bias) return;
  const columns = y.shape.at(-1)!, rows = y.shape.reduce((all, n) => all * n, 1) / columns;
  const args = [activation, workspace.address(y), columns, bias, alpha];
  if (rows) workspace.run("biasActivation", rows, WORTH_THREADS / columns, 1, args);
}

/** Kernels of our own, that the layers' operations ask for. */
export const layerKernels: KernelFamily = {
  ConvolutionLayer: (workspace, inputs, attributes) =>
    convolved("FusedConv2D", workspace, inputs, attributes),

  TransposedConvolutionLayer: (workspace, inputs, attributes) =>
    convolved("Conv2DBackpropInput", workspace, inputs, attributes),

  /** dx = dy · f′ and, beside it, Σ dx over all axes but the last: the bias's gradient. */
  ActivationBiasGradient(workspace, { dy, saved }, { activation, alpha = 0 }) {
    const columns = dy.shape.at(-1), { threads, heap, run } = workspace;
    const from = workspace.address(dy), kept = workspace.address(saved);
    const dx = workspace.output(dy.shape), db = workspace.output([columns]);
    const bytes = 4 * threads * columns, parts = heap.allocate(bytes);
    const args = [from, kept, dx.address, columns, parts, alpha];
    run(`${activation}BiasGradient`, dx.size / columns, WORTH_THREADS / columns, 1, args);
    reduceMiddle(workspace, "sum", parts, [1, threads, columns], db.address);
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
