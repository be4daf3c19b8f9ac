import { backend_util, slice_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import {
  eachNumber,
  type Kernel,
  type KernelFamily,
  type Workspace,
  WORTH_THREADS,
} from "../../runtime/kernel.ts";
import { unary } from "../elementwise/jobs.ts";
import { copy, joined, stridesOf } from "./copy.ts";
import { fill, gatherRows, transpose as transposeJob } from "./jobs.ts";

/** Whether all tensors are float32 or all are int32: these kernels move any four bytes. */
const areWords = (...tensors: TensorInfo[]): boolean =>
  (tensors[0].dtype === "float32" || tensors[0].dtype === "int32") &&
  tensors.every(({ dtype }) => dtype === tensors[0].dtype);

const slice: Kernel = (workspace, { x }, { begin, size }) => {
  if (!areWords(x)) return;
  const [from, shape] = slice_util.parseSliceParams(x, begin, size);
  if (from.some((at, axis) => at < 0 || at + shape[axis] > x.shape[axis])) return;
  return part(workspace, x, from, shape);
};

/** The numbers of x in a box of this shape that begins at `from`. */
function part(workspace: Workspace, x: TensorInfo, from: number[], shape: number[]): TensorInfo {
  const source = workspace.address(x), y = workspace.output(shape, x.dtype);
  const strides = stridesOf(x.shape), to = stridesOf(shape);
  const first = from.reduce((sum, at, axis) => sum + at * strides[axis], 0);
  const axes = shape.map((size, axis) => ({ size, x: strides[axis], y: to[axis] }));
  copy(workspace, source + 4 * first, y.address, axes);
  return y.info;
}

const split: Kernel = (workspace, { x }, { numOrSizeSplits, axis }) => {
  if (!areWords(x)) return;
  const along = util.parseAxisParam(axis, x.shape)[0];
  const sizes = backend_util.prepareSplitSize(x as never, numOrSizeSplits, along);
  let at = 0;
  return sizes.map((size) => {
    const from = x.shape.map(() => 0), shape = [...x.shape];
    [from[along], shape[along]] = [at, size];
    at += size;
    return part(workspace, x, from, shape);
  });
};

const pad: Kernel = (workspace, { x }, { paddings, constantValue }) => {
  if (!areWords(x) || x.dtype !== "float32") return;
  const shape = x.shape.map((size: number, i: number) => size + paddings[i][0] + paddings[i][1]);
  const source = workspace.address(x), y = workspace.output(shape);
  workspace.run(fill, eachNumber(y.size), { y: y.address, value: constantValue });
  const strides = stridesOf(x.shape), to = stridesOf(shape);
  const first = to.reduce((sum, stride, axis) => sum + stride * paddings[axis][0], 0);
  const axes = x.shape.map((size: number, i: number) => ({ size, x: strides[i], y: to[i] }));
  copy(workspace, source, y.address + 4 * first, axes);
  return y.info;
};

const concat: Kernel = (workspace, inputs, { axis }) => {
  const parts = Object.values(inputs) as TensorInfo[];
  if (parts.length === 0 || !areWords(...parts)) return;
  const along = util.parseAxisParam(axis, parts[0].shape)[0];
  const shapes = parts.map(({ shape }) => shape);
  backend_util.assertParamsConsistent(shapes, along);
  const shape = backend_util.computeOutShape(shapes, along), to = stridesOf(shape);
  const sources = parts.map((part) => workspace.address(part));
  const y = workspace.output(shape, parts[0].dtype);
  let start = y.address;
  parts.forEach((part, i) => {
    const strides = stridesOf(part.shape);
    const axes = part.shape.map((size, a) => ({ size, x: strides[a], y: to[a] }));
    copy(workspace, sources[i], start, axes);
    start += 4 * part.shape[along] * to[along];
  });
  return y.info;
};

const tile: Kernel = (workspace, { x }, { reps }) => {
  if (!areWords(x) || reps.length !== x.shape.length) return;
  const source = workspace.address(x);
  const y = workspace.output(x.shape.map((n: number, i: number) => n * reps[i]), x.dtype);
  const strides = stridesOf(x.shape), to = stridesOf(y.info.shape);
  const axes = x.shape.flatMap((size: number, i: number) => [
    { size: reps[i], x: 0, y: size * to[i] },
    { size, x: strides[i], y: to[i] },
  ]);
  copy(workspace, source, y.address, axes);
  return y.info;
};

const transpose: Kernel = (workspace, { x }, { perm }) => {
  if (!areWords(x)) return;
  const shape = perm.map((axis: number) => x.shape[axis]);
  const source = workspace.address(x), y = workspace.output(shape, x.dtype);
  const strides = stridesOf(x.shape), to = stridesOf(shape);
  const axes = perm.map((axis: number, i: number) => {
    return { size: shape[i], x: strides[axis], y: to[i] };
  });
  const loops = joined(axes), last = loops.at(-1);
  if (y.size === 0) return y.info;
  if (!last || last.x === 1 || loops.length < 2) copy(workspace, source, y.address, axes);
  else transposeMatrices(workspace, source, y.address, loops);
  return y.info;
};

function transposeMatrices(
  { run, threads }: Workspace,
  x: number,
  y: number,
  axes: { size: number; x: number }[],
): void {
  const [rows, columns] = axes.slice(-2), outer = axes.slice(0, -2);
  const matrices = outer.reduce((all, { size }) => all * size, 1);
  const byRows = matrices === 1, items = byRows ? rows.size : matrices;
  const worth = matrices * rows.size * columns.size >= WORTH_THREADS && items >= threads;
  run(transposeJob, { count: items, minimum: worth ? 0 : Infinity }, {
    x,
    y,
    rows: rows.size,
    n: columns.size,
    xi: rows.x,
    xj: columns.x,
    byRows: Number(byRows),
    sizes: outer.map(({ size }) => size),
    xStrides: outer.map((axis) => axis.x),
  });
}

const gather: Kernel = (workspace, { x, indices }, { axis, batchDims }) => {
  if (!areWords(x) || indices.dtype !== "int32" || batchDims || x.shape.length === 0) return;
  if (util.parseAxisParam(axis, x.shape)[0] !== 0) return;
  const n = util.sizeFromShape(x.shape.slice(1)), count = util.sizeFromShape(indices.shape);
  const rows = x.shape[0], chosen = workspace.values(indices);
  for (let i = 0; i < count; i++) if (!(chosen[i] >= 0 && chosen[i] < rows)) return;
  const addresses = { x: workspace.address(x), indices: workspace.address(indices) };
  const y = workspace.output([...indices.shape, ...x.shape.slice(1)], x.dtype);
  if (y.size > 0) {
    const items = { count, minimum: WORTH_THREADS / n };
    workspace.run(gatherRows, items, { ...addresses, y: y.address, n });
  }
  return y.info;
};

// The stock kernel passes the numbers of an int32 or bool tensor on unchanged; here their bits
// differ.
const cast: Kernel = (workspace, { x }, { dtype }) => {
  const widens = dtype === "float32" && (x.dtype === "int32" || x.dtype === "bool") ||
    dtype === "int32" && x.dtype === "bool";
  if (!widens) return;
  if (x.dtype === "int32") {
    const source = workspace.address(x), y = workspace.output(x.shape);
    const args = { x: source, y: y.address, parameter: 0 };
    workspace.run(unary.mapFromInt, eachNumber(y.size), args);
    return y.info;
  }
  const y = workspace.output(x.shape, dtype);
  workspace.values(y.info).set(workspace.values(x));
  return y.info;
};

/** Slices, concatenations and rearrangements. */
export const movementKernels: KernelFamily = {
  Cast: cast,
  Concat: concat,
  GatherV2: gather,
  PadV2: pad,
  Slice: slice,
  SplitV: split,
  Tile: tile,
  Transpose: transpose,
};
