import { type Workspace, WORTH_THREADS } from "../../runtime/kernel.ts";
import { type Reduction, reductionOf } from "./jobs.ts";

// With this many columns or more, each thread reduces some of the columns; with fewer, some of the
// rows, to a partial result.
const WIDE = 128;
const ONE_THREAD = Infinity;

/** y[o, i] = scale · Σ_m x[o, m, i], or the maximum or minimum over m, without a scale. */
export function reduceMiddle(
  workspace: Workspace,
  reduction: Reduction,
  x: number,
  [outer, middle, inner]: [number, number, number],
  y: number,
  scale = 1,
): void {
  const { run, threads, heap } = workspace, size = outer * middle * inner;
  const jobs = reductionOf[reduction];
  if (threads === 1 || size < WORTH_THREADS || outer >= threads) {
    const minimum = size < WORTH_THREADS ? ONE_THREAD : 0;
    run(jobs.middle, { count: outer, minimum }, { x, y, middle, inner, scale });
  } else if (outer > 1) {
    for (let o = 0; o < outer; o++) {
      const from = x + 4 * o * middle * inner;
      reduceMiddle(workspace, reduction, from, [1, middle, inner], y + 4 * o * inner, scale);
    }
  } else if (inner === 1) {
    run(jobs.line, { count: middle, align: 16 }, { x });
    const args = { y, threads, factor: scale, divisor: 1 };
    run(jobs.results, { count: 1, minimum: ONE_THREAD }, args);
  } else if (inner >= WIDE && scale === 1) {
    run(jobs.columns, { count: inner, align: 16 }, { x, y, rows: middle, columns: inner });
  } else {
    const bytes = 4 * threads * inner, partial = heap.allocate(bytes);
    run(jobs.parts, { count: middle }, { x, partial, columns: inner });
    const args = { x: partial, y, middle: threads, inner, scale };
    run(jobs.middle, { count: 1, minimum: ONE_THREAD }, args);
    heap.release(partial, bytes);
  }
}
