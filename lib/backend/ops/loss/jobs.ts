import { type JobFamily, jobTypes } from "../../protocol/job.ts";
import { RESULTS, RESULTS_PER_THREAD } from "../../protocol/memory_map.ts";

const losses = ["binaryCrossEntropy", "squaredError"] as const;
export type Loss = typeof losses[number];

/**
 * The sum of a loss over each thread's numbers and, unless `gradient` is 0, the gradient of the
 * mean; items are numbers, and `scale` is 1 ÷ (numbers in total).
 */
export const loss = jobTypes(losses, "", "targets outputs gradient scale");

export const lossJobs: JobFamily = ({ kernels, memory }) => {
  const results = new Float64Array(memory.buffer, RESULTS);
  return losses.map((name) => {
    const sum = kernels[name];
    return loss[name].implement(({ targets, outputs, gradient, scale }, low, high, thread) => {
      const from = 4 * low, to = gradient && gradient + from;
      results[thread * RESULTS_PER_THREAD] = sum(
        targets + from,
        outputs + from,
        to,
        high - low,
        scale,
      );
    });
  });
};
