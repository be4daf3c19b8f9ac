import { backend_util, util } from "@tensorflow/tfjs-core";
import { areFloats, type Kernel, type KernelFamily } from "../../runtime/kernel.ts";
import type { Reduction } from "./jobs.ts";
import { reduceMiddle } from "./reduce.ts";

/**
 * Reduces over any axes: neighbouring axes together, as the middle of [outer, middle, inner], and
 * group after group of them from the last to the first.
 */
function reduction(name: Reduction, mean = false): Kernel {
  return (workspace, { x }, { axis, reductionIndices, keepDims }) => {
    const axes = util.parseAxisParam(axis ?? reductionIndices, x.shape).sort((a, b) => a - b);
    if (!areFloats(x) || axes.length === 0 || util.sizeFromShape(x.shape) === 0) return;
    const [kept] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
    let from = workspace.address(x), scale = 1;
    const y = workspace.output(shape), temporary: [address: number, bytes: number][] = [];
    const sizes = [...x.shape];
    for (const [first, last] of groups(axes).reverse()) {
      const view = threeAxes(sizes, first, last);
      if (mean) scale = 1 / view[1];
      sizes.splice(first, last - first + 1);
      let to = y.address;
      if (first !== axes[0]) {
        const bytes = 4 * view[0] * view[2];
        temporary.push([to = workspace.heap.allocate(bytes), bytes]);
      }
      reduceMiddle(workspace, name, from, view, to, scale);
      from = to;
    }
    for (const block of temporary) workspace.heap.release(...block);
    return y.info;
  };
}

function threeAxes(sizes: number[], first: number, last: number): [number, number, number] {
  return [
    util.sizeFromShape(sizes.slice(0, first)),
    util.sizeFromShape(sizes.slice(first, last + 1)),
    util.sizeFromShape(sizes.slice(last + 1)),
  ];
}

/** Sorted axes as groups of neighbours: 0, 1, 3 is 0–1 and 3–3. */
function groups(axes: number[]): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (const axis of axes) {
    const group = found.at(-1);
    if (group && group[1] === axis - 1) group[1] = axis;
    else found.push([axis, axis]);
  }
  return found;
}

/** Reductions over any axes. */
export const reductionKernels: KernelFamily = {
  Sum: reduction("sum"),
  Mean: reduction("sum", true),
  Max: reduction("maximum"),
  Min: reduction("minimum"),
};
