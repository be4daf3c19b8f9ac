import type { Job, JobFamily, Kernels } from "../../protocol/job.ts";
import { RESULTS, RESULTS_A_THREAD } from "../../threads/memory_map.ts";

/** Sums of a loss over each thread's numbers, and the gradient of their mean. */
export const lossJobs: JobFamily = ({ kernels, memory }) => {
  const results = new Float64Array(memory.buffer, RESULTS);
  return {
    binaryCrossEntropy: lossJob(kernels, "binaryCrossEntropy", results),
    squaredError: lossJob(kernels, "squaredError", results),
  };
};

/** args targets, outputs, gradient (0: none wanted), 1 ÷ numbers in all */
function lossJob(kernels: Kernels, name: string, results: Float64Array): Job {
  const loss = kernels[name];
  return (low, high, thread, args, at) => {
    const from = 4 * low, gradient = args[at + 2] && args[at + 2] + from;
    const sum = loss(args[at] + from, args[at + 1] + from, gradient, high - low, args[at + 3]);
    results[thread * RESULTS_A_THREAD] = sum;
  };
}
