import { type Kernel, type KernelFamily, WORTH_THREADS } from "../../runtime/kernel.ts";
import { reductionOf } from "../reduction/jobs.ts";
import { type Loss, loss } from "./jobs.ts";

// Numbers of a share: whole blocks of assembly/loss.ts.
const BLOCK = 1024;

/** The mean of a loss over all numbers and, if requested, its gradient for the outputs. */
function meanLoss(name: Loss): Kernel {
  return (workspace, inputs, { withGradient }) => {
    const { run, threads } = workspace, { shape } = inputs.outputs;
    const targets = workspace.address(inputs.targets), outputs = workspace.address(inputs.outputs);
    const mean = workspace.output([]);
    const gradient = withGradient ? workspace.output(shape) : undefined;
    const size = shape.reduce((all: number, n: number) => all * n, 1);
    run(loss[name], { count: size, minimum: WORTH_THREADS, align: BLOCK }, {
      targets,
      outputs,
      gradient: gradient?.address ?? 0,
      scale: 1 / size,
    });
    const results = { y: mean.address, threads, factor: 1, divisor: size };
    run(reductionOf.sum.results, { count: 1, minimum: Infinity }, results);
    return gradient ? [mean.info, gradient.info] : mean.info;
  };
}

/** Kernels that only fused_losses.ts uses. */
export const lossKernels: KernelFamily = {
  MeanBinaryCrossEntropy: meanLoss("binaryCrossEntropy"),
  MeanSquaredError: meanLoss("squaredError"),
};
