import type { Job, JobFamily, Kernels } from "../../protocol/job.ts";
import { RESULTS, RESULTS_A_THREAD } from "../../threads/memory_map.ts";

/** Ways to make one number of many. */
export const reductions = ["sum", "maximum", "minimum"] as const;
export type Reduction = typeof reductions[number];

/** Reductions of the middle axis of [outer, middle, inner], split between threads in four ways. */
export const reductionJobs: JobFamily = ({ kernels, memory }) => {
  const results = new Float64Array(memory.buffer, RESULTS);
  return Object.fromEntries(reductions.flatMap((name) => [
    [`${name}Middle`, middleJob(kernels, name)],
    [`${name}Columns`, columnsJob(kernels, name)],
    [`${name}Parts`, partsJob(kernels, name)],
    [`${name}Line`, lineJob(kernels, name, results)],
    [`${name}Results`, resultsJob(name, results, memory)],
  ]));
};

/** Items are the outer axis. args x, y, middle, inner, scale */
function middleJob(kernels: Kernels, name: Reduction): Job {
  const reduce = kernels[`${name}Middle`];
  return (low, high, _thread, args, at) => {
    const middle = args[at + 2], inner = args[at + 3];
    const x = args[at] + 4 * low * middle * inner, y = args[at + 1] + 4 * low * inner;
    reduce(x, high - low, middle, inner, y, args[at + 4]);
  };
}

/** Items are columns, outer is 1. args x, y, rows, columns */
function columnsJob(kernels: Kernels, name: Reduction): Job {
  const reduce = kernels[`${name}Columns`];
  return (low, high, _thread, args, at) =>
    reduce(args[at], args[at + 2], args[at + 3], args[at + 1], low, high);
}

/** Items are rows, outer is 1: one row of partial results a thread. args x, partial, columns */
function partsJob(kernels: Kernels, name: Reduction): Job {
  const reduce = kernels[`${name}Columns`];
  return (low, high, thread, args, at) => {
    const columns = args[at + 2], partial = args[at + 1] + 4 * thread * columns;
    reduce(args[at] + 4 * low * columns, high - low, columns, partial, 0, columns);
  };
}

const together: Record<Reduction, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  maximum: Math.max,
  minimum: Math.min,
};

/** One item: the threads' partial results as one number. args y, threads, factor, divisor */
function resultsJob(name: Reduction, results: Float64Array, memory: WebAssembly.Memory): Job {
  const join = together[name];
  return (low, high, _thread, args, at) => {
    if (low === high) return;
    let total = results[0];
    for (let t = 1; t < args[at + 1]; t++) total = join(total, results[t * RESULTS_A_THREAD]);
    new Float32Array(memory.buffer, args[at], 1)[0] = total * args[at + 2] / args[at + 3];
  };
}

/** Items are numbers, outer and inner are 1: one partial result a thread. args x */
function lineJob(kernels: Kernels, name: Reduction, results: Float64Array): Job {
  const reduce = kernels[`${name}Line`];
  return (low, high, thread, args, at) => {
    results[thread * RESULTS_A_THREAD] = reduce(args[at] + 4 * low, high - low);
  };
}
