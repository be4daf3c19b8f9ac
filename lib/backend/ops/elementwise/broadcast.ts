/** How two operands are read to compute a result, in as few loops as possible. */
export interface Broadcast {
  /** numbers in a run, along which each operand advances by one number or stays */
  inner: number;
  aStep: 0 | 1;
  bStep: 0 | 1;
  /** loops around that run, outermost first */
  sizes: number[];
  /** the numbers by which each operand advances from one iteration of a loop to the next */
  aStrides: number[];
  bStrides: number[];
}

/**
 * Joins neighbouring axes along which both operands advance, or the same one stays: [n,h,w,c] + [c]
 * is n·h·w runs of c numbers, [n,h,w,c] · [n,1,1,c] is n times h·w runs of c.
 */
export function broadcast(aShape: number[], bShape: number[], shape: number[]): Broadcast {
  const runs: { size: number; a: boolean; b: boolean }[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis];
    if (size === 1) continue;
    const a = (aShape[axis - shape.length + aShape.length] ?? 1) !== 1;
    const b = (bShape[axis - shape.length + bShape.length] ?? 1) !== 1;
    const last = runs.at(-1);
    if (last && last.a === a && last.b === b) last.size *= size;
    else runs.push({ size, a, b });
  }
  const { size: inner, a, b } = runs.pop() ?? { size: 1, a: true, b: true };
  return {
    inner,
    aStep: a ? 1 : 0,
    bStep: b ? 1 : 0,
    sizes: runs.map(({ size }) => size),
    aStrides: strides(runs, a ? inner : 1, "a"),
    bStrides: strides(runs, b ? inner : 1, "b"),
  };
}

function strides(
  runs: { size: number; a: boolean; b: boolean }[],
  inner: number,
  operand: "a" | "b",
): number[] {
  const result = new Array<number>(runs.length);
  for (let i = runs.length - 1, stride = inner; i >= 0; i--) {
    result[i] = runs[i][operand] ? stride : 0;
    if (runs[i][operand]) stride *= runs[i].size;
  }
  return result;
}
