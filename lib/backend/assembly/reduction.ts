// @ts-nocheck AssemblyScript
// y[o, i] = Σ_m x[o, m, i], or the maximum or minimum over m: reductions over the middle axis of
// [outer, middle, inner]. Sums are taken in double precision, as in the cpu backend of tfjs: along
// a line for every number, down columns after every BLOCK rows, which costs little and loses a few
// bits.
import { zero } from "./elementwise/math.ts";

const BLOCK: i32 = 32;
const SUM = 0;
const MAXIMUM = 1;
const MINIMUM = 2;

// @inline
function join(which: i32, a: v128, b: v128): v128 {
  return which == MAXIMUM ? f32x4.max(a, b) : f32x4.min(a, b);
}
// @inline
function lowest(which: i32): v128 {
  return f32x4.splat(which == MAXIMUM ? <f32> -Infinity : <f32> Infinity);
}
// @inline
function low(a: v128): v128 {
  return f64x2.promote_low_f32x4(a);
}
// @inline
function high(a: v128): v128 {
  return f64x2.promote_low_f32x4(i32x4.shuffle(a, a, 2, 3, 0, 1));
}

// inner = 1: the sum of n neighbouring numbers
function sumOfLine(x: usize, n: i32): f64 {
  let a = f64x2.splat(0), b = a, i = 0;
  for (; i + 4 <= n; i += 4, x += 16) {
    const v = v128.load(x);
    a = f64x2.add(a, low(v));
    b = f64x2.add(b, high(v));
  }
  a = f64x2.add(a, b);
  let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; i < n; i++, x += 4) sum += <f64> load<f32>(x);
  return sum;
}
// @inline
function extremeOfLine(which: i32, x: usize, n: i32): f64 {
  let a = lowest(which), i = 0;
  for (; i + 4 <= n; i += 4, x += 16) a = join(which, a, v128.load(x));
  for (; i < n; i++, x += 4) a = join(which, a, v128.load32_splat(x));
  const b = join(which, a, i32x4.shuffle(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(join(which, b, i32x4.shuffle(b, b, 1, 0, 3, 2)), 0);
}

// Columns from…to−1 of `rows` rows that begin `stride` numbers apart.
function sumsOfColumns(x: usize, rows: i32, stride: i32, y: usize, from: i32, to: i32): void {
  const step = <usize> stride << 2;
  let c = from;
  for (; c + 8 <= to; c += 8) {
    let p = x + (<usize> c << 2), s = f64x2.splat(0), t = s, u = s, v = s;
    for (let r = 0; r < rows; r += BLOCK) {
      let a = zero(), b = a;
      const end = min(rows, r + BLOCK);
      for (let i = r; i < end; i++, p += step) {
        a = f32x4.add(a, v128.load(p));
        b = f32x4.add(b, v128.load(p, 16));
      }
      s = f64x2.add(s, low(a));
      t = f64x2.add(t, high(a));
      u = f64x2.add(u, low(b));
      v = f64x2.add(v, high(b));
    }
    const o = y + (<usize> c << 2);
    v128.store64_lane(o, f32x4.demote_f64x2_zero(s), 0);
    v128.store64_lane(o, f32x4.demote_f64x2_zero(t), 0, 8);
    v128.store64_lane(o, f32x4.demote_f64x2_zero(u), 0, 16);
    v128.store64_lane(o, f32x4.demote_f64x2_zero(v), 0, 24);
  }
  for (; c < to; c++) {
    let p = x + (<usize> c << 2), sum: f64 = 0;
    for (let r = 0; r < rows; r++, p += step) sum += <f64> load<f32>(p);
    store<f32>(y + (<usize> c << 2), <f32> sum);
  }
}
// @inline
function extremesOfColumns(
  which: i32,
  x: usize,
  rows: i32,
  stride: i32,
  y: usize,
  from: i32,
  to: i32,
): void {
  const step = <usize> stride << 2;
  let c = from;
  for (; c + 8 <= to; c += 8) {
    let p = x + (<usize> c << 2), a = lowest(which), b = a;
    for (let r = 0; r < rows; r++, p += step) {
      a = join(which, a, v128.load(p));
      b = join(which, b, v128.load(p, 16));
    }
    v128.store(y + (<usize> c << 2), a);
    v128.store(y + (<usize> c << 2), b, 16);
  }
  for (; c < to; c++) {
    let p = x + (<usize> c << 2), a = lowest(which);
    for (let r = 0; r < rows; r++, p += step) a = join(which, a, v128.load32_splat(p));
    store<f32>(y + (<usize> c << 2), f32x4.extract_lane(a, 0));
  }
}

// @inline
function lineOf(which: i32, x: usize, n: i32): f64 {
  return which == SUM ? sumOfLine(x, n) : extremeOfLine(which, x, n);
}
// @inline
function columnsOf(
  which: i32,
  x: usize,
  rows: i32,
  stride: i32,
  y: usize,
  from: i32,
  to: i32,
): void {
  if (which == SUM) sumsOfColumns(x, rows, stride, y, from, to);
  else extremesOfColumns(which, x, rows, stride, y, from, to);
}

// @inline
function middleOf(
  which: i32,
  x: usize,
  outer: i32,
  middle: i32,
  inner: i32,
  y: usize,
  scale: f32,
): void {
  const size = <usize> middle * <usize> inner << 2;
  for (let o = 0; o < outer; o++, x += size, y += <usize> inner << 2) {
    if (inner == 1) {
      store<f32>(y, <f32> (lineOf(which, x, middle) * (which == SUM ? <f64> scale : 1)));
      continue;
    }
    columnsOf(which, x, middle, inner, y, 0, inner);
    if (which != SUM || scale == 1) continue;
    for (let c = 0; c < inner; c++) {
      const p = y + (<usize> c << 2);
      store<f32>(p, load<f32>(p) * scale);
    }
  }
}

export function sumLine(x: usize, n: i32): f64 {
  return lineOf(SUM, x, n);
}
export function sumColumns(
  x: usize,
  rows: i32,
  stride: i32,
  y: usize,
  low: i32,
  high: i32,
): void {
  columnsOf(SUM, x, rows, stride, y, low, high);
}
export function sumMiddle(
  x: usize,
  outer: i32,
  middle: i32,
  inner: i32,
  y: usize,
  scale: f32,
): void {
  middleOf(SUM, x, outer, middle, inner, y, scale);
}
export function maximumLine(x: usize, n: i32): f64 {
  return lineOf(MAXIMUM, x, n);
}
export function maximumColumns(
  x: usize,
  rows: i32,
  stride: i32,
  y: usize,
  low: i32,
  high: i32,
): void {
  columnsOf(MAXIMUM, x, rows, stride, y, low, high);
}
export function maximumMiddle(
  x: usize,
  outer: i32,
  middle: i32,
  inner: i32,
  y: usize,
  _scale: f32,
): void {
  middleOf(MAXIMUM, x, outer, middle, inner, y, 1);
}
export function minimumLine(x: usize, n: i32): f64 {
  return lineOf(MINIMUM, x, n);
}
export function minimumColumns(
  x: usize,
  rows: i32,
  stride: i32,
  y: usize,
  low: i32,
  high: i32,
): void {
  columnsOf(MINIMUM, x, rows, stride, y, low, high);
}
export function minimumMiddle(
  x: usize,
  outer: i32,
  middle: i32,
  inner: i32,
  y: usize,
  _scale: f32,
): void {
  middleOf(MINIMUM, x, outer, middle, inner, y, 1);
}

// Of each column low…high−1: the smallest number, the next and the row of the smallest, as rows of y.
// NaN is never the smallest.
export function smallestTwoColumns(
  x: usize,
  rows: i32,
  stride: i32,
  y: usize,
  low: i32,
  high: i32,
): void {
  const step = <usize> stride << 2;
  let c = low;
  for (; c + 8 <= high; c += 8) {
    let p = x + (<usize> c << 2);
    let least = f32x4.splat(Infinity), next = least, row = zero();
    let least2 = least, next2 = least, row2 = row;
    for (let r = 0; r < rows; r++, p += step) {
      const v = v128.load(p), w = v128.load(p, 16), at = f32x4.splat(<f32> r);
      const less = f32x4.lt(v, least), less2 = f32x4.lt(w, least2);
      next = v128.bitselect(least, f32x4.pmin(next, v), less);
      next2 = v128.bitselect(least2, f32x4.pmin(next2, w), less2);
      least = f32x4.pmin(least, v);
      least2 = f32x4.pmin(least2, w);
      row = v128.bitselect(at, row, less);
      row2 = v128.bitselect(at, row2, less2);
    }
    const o = y + (<usize> c << 2);
    v128.store(o, least);
    v128.store(o, least2, 16);
    v128.store(o + step, next);
    v128.store(o + step, next2, 16);
    v128.store(o + 2 * step, row);
    v128.store(o + 2 * step, row2, 16);
  }
  for (; c < high; c++) {
    let p = x + (<usize> c << 2);
    let least: f32 = Infinity, next: f32 = Infinity, row: f32 = 0;
    for (let r = 0; r < rows; r++, p += step) {
      const v = load<f32>(p);
      if (v < least) {
        next = least;
        least = v;
        row = <f32> r;
      } else if (v < next) next = v;
    }
    const o = y + (<usize> c << 2);
    store<f32>(o, least);
    store<f32>(o + step, next);
    store<f32>(o + 2 * step, row);
  }
}
