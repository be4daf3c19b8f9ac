import { type Kernel, type KernelFamily, WORTH_THREADS } from "../../runtime/kernel.ts";

/** The mean of a loss over all numbers and, if wanted, the gradient with respect to the outputs. */
function meanLoss(job: string): Kernel {
  return (workspace, { targets, outputs }, { withGradient }) => {
    const { run, threads } = workspace;
    const t = workspace.address(targets), z = workspace.address(outputs);
    const loss = workspace.output([]);
    const gradient = withGradient ? workspace.output(outputs.shape) : undefined;
    const size = outputs.shape.reduce((all: number, n: number) => all * n, 1);
    run(job, size, WORTH_THREADS, 1024, [t, z, gradient?.address ?? 0, 1 / size]);
    run("sumResults", 1, Infinity, 1, [loss.address, threads, 1, size]);
    return gradient ? [loss.info, gradient.info] : loss.info;
  };
}

/** Kernels of our own, that losses.ts asks for. */
export const lossKernels: KernelFamily = {
  MeanBinaryCrossEntropy: meanLoss("binaryCrossEntropy"),
  MeanSquaredError: meanLoss("squaredError"),
};
