import { type JobFamily, type JobImplementation, jobType } from "../../protocol/job.ts";
import type { ThreadContext } from "../../protocol/thread_context.ts";
import { RESULTS, RESULTS_PER_THREAD } from "../../protocol/memory_map.ts";

/** The jobs of one reduction: the middle axis of [outer, middle, inner], split in several ways. */
function reductionTypes(name: string) {
  return {
    /** items are those of the outer axis; y = scale · Σ x */
    middle: jobType(`${name}Middle`, "x y middle inner scale"),
    /** outer is 1; items are columns */
    columns: jobType(`${name}Columns`, "x y rows columns"),
    /** outer is 1; items are rows, and each thread writes a row of partial results */
    parts: jobType(`${name}Parts`, "x partial columns"),
    /** outer and inner are 1; items are numbers, and each thread leaves a partial result */
    line: jobType(`${name}Line`, "x"),
    /** one item: the partial results of all threads together, times factor ÷ divisor */
    results: jobType(`${name}Results`, "y threads factor divisor"),
  };
}

/** The jobs of each reduction. */
export const reductionOf = {
  sum: reductionTypes("sum"),
  maximum: reductionTypes("maximum"),
  minimum: reductionTypes("minimum"),
};
export type Reduction = keyof typeof reductionOf;

/** The smallest two numbers of each column of some matrices, and their row; items are columns. */
export const smallestTwoColumns = jobType("smallestTwoColumns", "x y matrices rows columns");

export const reductionJobs: JobFamily = (context) => [
  smallestTwoColumns.implement(({ x, y, matrices, rows, columns }, low, high) => {
    for (let matrix = 0; matrix < matrices; matrix++) {
      const from = x + 4 * matrix * rows * columns, to = y + 4 * matrix * 3 * columns;
      context.kernels.smallestTwoColumns(from, rows, columns, to, low, high);
    }
  }),
  ...implement(context, "sum", (a, b) => a + b),
  ...implement(context, "maximum", Math.max),
  ...implement(context, "minimum", Math.min),
];

function implement(
  { kernels, memory }: ThreadContext,
  name: Reduction,
  combine: (a: number, b: number) => number,
): JobImplementation[] {
  const types = reductionOf[name], results = new Float64Array(memory.buffer, RESULTS);
  const reduceMiddle = kernels[`${name}Middle`], reduceLine = kernels[`${name}Line`];
  const reduceColumns = kernels[`${name}Columns`];
  return [
    types.middle.implement(({ x, y, middle, inner, scale }, low, high) => {
      const from = x + 4 * low * middle * inner, to = y + 4 * low * inner;
      reduceMiddle(from, high - low, middle, inner, to, scale);
    }),
    types.columns.implement(({ x, y, rows, columns }, low, high) =>
      reduceColumns(x, rows, columns, y, low, high)
    ),
    types.parts.implement(({ x, partial, columns }, low, high, thread) => {
      const to = partial + 4 * thread * columns;
      reduceColumns(x + 4 * low * columns, high - low, columns, to, 0, columns);
    }),
    types.line.implement(({ x }, low, high, thread) => {
      results[thread * RESULTS_PER_THREAD] = reduceLine(x + 4 * low, high - low);
    }),
    types.results.implement(({ y, threads, factor, divisor }, low, high) => {
      if (low === high) return;
      let total = results[0];
      for (let t = 1; t < threads; t++) total = combine(total, results[t * RESULTS_PER_THREAD]);
      new Float32Array(memory.buffer, y, 1)[0] = total * factor / divisor;
    }),
  ];
}
