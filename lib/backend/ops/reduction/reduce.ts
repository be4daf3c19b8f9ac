import { type Workspace, WORTH_THREADS } from "../../runtime/kernel.ts";
import type { Reduction } from "./jobs.ts";

// From so many columns on each thread gets columns of its own, below it rows and a partial result.
const WIDE = 128;

/** y[o, i] = scale · Σ_m x[o, m, i] (or the maximum, or the minimum, without a scale). */
export function reduceMiddle(
  workspace: Workspace,
  reduction: Reduction,
  x: number,
  [outer, middle, inner]: [number, number, number],
  y: number,
  scale = 1,
): void {
  const { threads } = workspace, size = outer * middle * inner;
  if (threads === 1 || size < WORTH_THREADS || outer >= threads) {
    const args = [x, y, middle, inner, scale];
    workspace.run(`${reduction}Middle`, outer, size < WORTH_THREADS ? Infinity : 0, 1, args);
  } else if (outer > 1) {
    for (let o = 0; o < outer; o++) {
      const from = x + 4 * o * middle * inner;
      reduceMiddle(workspace, reduction, from, [1, middle, inner], y + 4 * o * inner, scale);
    }
  } else if (inner === 1) {
    reduceLine(workspace, reduction, x, middle, y, scale);
  } else if (inner >= WIDE && scale === 1) {
    workspace.run(`${reduction}Columns`, inner, 0, 16, [x, y, middle, inner]);
  } else {
    const bytes = 4 * threads * inner, partial = workspace.heap.allocate(bytes);
    workspace.run(`${reduction}Parts`, middle, 0, 1, [x, partial, inner]);
    workspace.run(`${reduction}Middle`, 1, Infinity, 1, [partial, y, threads, inner, scale]);
    workspace.heap.release(partial, bytes);
  }
}

function reduceLine(
  { run, threads }: Workspace,
  reduction: Reduction,
  x: number,
  n: number,
  y: number,
  scale: number,
): void {
  run(`${reduction}Line`, n, 0, 16, [x]);
  run(`${reduction}Results`, 1, Infinity, 1, [y, threads, scale, 1]);
}
