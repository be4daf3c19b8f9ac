import { type Workspace, WORTH_THREADS } from "../../runtime/kernel.ts";
import { copy as copyJob } from "./jobs.ts";

/** One axis of a copy: its size, and the stride of its neighbours in the source and the result. */
export interface Axis {
  size: number;
  x: number;
  y: number;
}

/** Row-major strides, in numbers. */
export function stridesOf(shape: number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let i = shape.length - 1, stride = 1; i >= 0; stride *= shape[i--]) strides[i] = stride;
  return strides;
}

/** Joins neighbouring axes that are contiguous on both sides, and drops axes of size 1. */
export function joined(axes: Axis[]): Axis[] {
  const result: Axis[] = [];
  for (const axis of axes) {
    const last = result.at(-1);
    if (axis.size === 1) continue;
    if (last && last.x === axis.size * axis.x && last.y === axis.size * axis.y) {
      result[result.length - 1] = { ...axis, size: last.size * axis.size };
    } else result.push(axis);
  }
  return result;
}

/** Copies numbers from address `x` to address `y`, with the strides of `axes` on each side. */
export function copy({ run }: Workspace, x: number, y: number, axes: Axis[]): void {
  const loops = joined(axes);
  const last = loops.at(-1), contiguous = last?.x === 1 && last?.y === 1;
  const n = contiguous ? loops.pop()!.size : 1;
  if (loops.length === 0) loops.push({ size: 1, x: 0, y: 0 });
  const items = loops.reduce((all, { size }) => all * size, 1);
  if (items * n === 0) return;
  run(copyJob, { count: items, minimum: WORTH_THREADS / n }, {
    x,
    y,
    n,
    sizes: loops.map(({ size }) => size),
    xStrides: loops.map((axis) => axis.x),
    yStrides: loops.map((axis) => axis.y),
  });
}
