// @ts-nocheck AssemblyScript
// y[r, i] = f(a[r·aRow + i·aStep], b[r·bRow + i·bStep]), one export for each f: the two loops of
// all broadcasting arithmetic. Steps are 0 or 1; rows may begin any number of numbers apart.
const ADD = 0;
const SUBTRACT = 1;
const MULTIPLY = 2;
const DIVIDE = 3;
const MAXIMUM = 4;
const MINIMUM = 5;
const SQUARED_DIFFERENCE = 6;

// @inline
function f(which: i32, a: v128, b: v128): v128 {
  if (which == ADD) return f32x4.add(a, b);
  if (which == SUBTRACT) return f32x4.sub(a, b);
  if (which == MULTIPLY) return f32x4.mul(a, b);
  if (which == DIVIDE) return f32x4.div(a, b);
  if (which == MAXIMUM) return f32x4.max(a, b);
  if (which == MINIMUM) return f32x4.min(a, b);
  const d = f32x4.sub(a, b);
  return f32x4.mul(d, d);
}

// @inline
function bothMove(which: i32, a: usize, b: usize, y: usize, n: i32): void {
  const end = y + (<usize> n << 2), end4 = y + (<usize> (n & ~3) << 2);
  for (; y < end4; y += 16, a += 16, b += 16) v128.store(y, f(which, v128.load(a), v128.load(b)));
  for (; y < end; y += 4, a += 4, b += 4) {
    const lane = f(which, v128.load32_splat(a), v128.load32_splat(b));
    store<f32>(y, f32x4.extract_lane(lane, 0));
  }
}
// @inline
function aMoves(which: i32, a: usize, b: v128, y: usize, n: i32): void {
  const end = y + (<usize> n << 2), end4 = y + (<usize> (n & ~3) << 2);
  for (; y < end4; y += 16, a += 16) v128.store(y, f(which, v128.load(a), b));
  for (; y < end; y += 4, a += 4) {
    store<f32>(y, f32x4.extract_lane(f(which, v128.load32_splat(a), b), 0));
  }
}
// @inline
function bMoves(which: i32, a: v128, b: usize, y: usize, n: i32): void {
  const end = y + (<usize> n << 2), end4 = y + (<usize> (n & ~3) << 2);
  for (; y < end4; y += 16, b += 16) v128.store(y, f(which, a, v128.load(b)));
  for (; y < end; y += 4, b += 4) {
    store<f32>(y, f32x4.extract_lane(f(which, a, v128.load32_splat(b)), 0));
  }
}

// @inline
function rowsOf(
  which: i32,
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  for (let r = 0; r < rows; r++) {
    if (aStep && bStep) bothMove(which, a, b, y, n);
    else if (aStep) aMoves(which, a, v128.load32_splat(b), y, n);
    else bMoves(which, v128.load32_splat(a), b, y, n);
    a += <usize> aRow << 2;
    b += <usize> bRow << 2;
    y += <usize> n << 2;
  }
}

export function add(
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  rowsOf(ADD, a, b, y, rows, n, aRow, bRow, aStep, bStep);
}

export function subtract(
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  rowsOf(SUBTRACT, a, b, y, rows, n, aRow, bRow, aStep, bStep);
}

export function multiply(
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  rowsOf(MULTIPLY, a, b, y, rows, n, aRow, bRow, aStep, bStep);
}

export function divide(
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  rowsOf(DIVIDE, a, b, y, rows, n, aRow, bRow, aStep, bStep);
}

export function maximum(
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  rowsOf(MAXIMUM, a, b, y, rows, n, aRow, bRow, aStep, bStep);
}

export function minimum(
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  rowsOf(MINIMUM, a, b, y, rows, n, aRow, bRow, aStep, bStep);
}

export function squaredDifference(
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  n: i32,
  aRow: i32,
  bRow: i32,
  aStep: i32,
  bStep: i32,
): void {
  rowsOf(SQUARED_DIFFERENCE, a, b, y, rows, n, aRow, bRow, aStep, bStep);
}
