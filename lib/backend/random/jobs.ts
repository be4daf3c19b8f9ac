import type { Job, JobFamily } from "../job.ts";

export const distributions = ["randomUniform", "randomNormal", "randomBernoulli"] as const;
export type Distribution = typeof distributions[number];

/** Numbers in each block that assembly/random.ts makes; items of the jobs are blocks. */
export const BLOCK = 16;

/** args seed, y, numbers, and the distribution's two */
export const randomJobs: JobFamily = ({ kernels, scratch }) =>
  Object.fromEntries(distributions.map((name): [string, Job] => {
    const draw = kernels[name];
    return [name, (low, high, _thread, args, at) => {
      const seed = args[at], y = args[at + 1], n = args[at + 2];
      draw(seed, y, n, low, high, args[at + 3], args[at + 4], scratch);
    }];
  }));
