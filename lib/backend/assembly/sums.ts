// y[o, i] = Σ_m x[o, m, i] and the like: reductions of the middle axis of [outer, middle, inner].
// A float32 sum runs over at most BLOCK numbers before it is added to a larger one, so that its
// error grows with BLOCK + n ÷ BLOCK and not with n.
import { zero } from "./math";

const BLOCK: i32 = 256;
const SUM = 0, MAXIMUM = 1, MINIMUM = 2;

@inline function join(which: i32, a: v128, b: v128): v128 {
  if (which == MAXIMUM) return f32x4.max(a, b);
  if (which == MINIMUM) return f32x4.min(a, b);
  return f32x4.add(a, b);
}
@inline function start(which: i32): v128 {
  if (which == MAXIMUM) return f32x4.splat(<f32>-Infinity);
  if (which == MINIMUM) return f32x4.splat(<f32>Infinity);
  return zero();
}
@inline function across(which: i32, a: v128): f32 {
  const b = join(which, a, i32x4.shuffle(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(join(which, b, i32x4.shuffle(b, b, 1, 0, 3, 2)), 0);
}

// inner = 1: one number out of n neighbours
@inline function line(which: i32, x: usize, n: i32): f64 {
  let total: f64 = which == SUM ? 0 : which == MAXIMUM ? -Infinity : Infinity;
  while (n > 0) {
    const m = min(n, 16 * BLOCK);
    let a = start(which), b = a, c = a, d = a, i = 0;
    for (; i + 16 <= m; i += 16, x += 64) {
      a = join(which, a, v128.load(x));
      b = join(which, b, v128.load(x, 16));
      c = join(which, c, v128.load(x, 32));
      d = join(which, d, v128.load(x, 48));
    }
    let part: f64 = across(which, join(which, join(which, a, b), join(which, c, d)));
    for (; i < m; i++, x += 4) {
      const v: f64 = load<f32>(x);
      if (which == SUM) part += v;
      else part = which == MAXIMUM ? max(part, v) : min(part, v);
    }
    if (which == SUM) total += part;
    else total = which == MAXIMUM ? max(total, part) : min(total, part);
    n -= m;
  }
  return total;
}

// Columns low…high−1 of `rows` rows that lie `stride` numbers apart.
@inline function columns(
  which: i32, x: usize, rows: i32, stride: i32, y: usize, low: i32, high: i32,
): void {
  const step = <usize>stride << 2;
  let c = low;
  for (; c + 16 <= high; c += 16) {
    let p = x + (<usize>c << 2), first = true;
    const o = y + (<usize>c << 2);
    for (let r = 0; r < rows || first; r += BLOCK) {
      let a = start(which), b = a, d = a, e = a;
      const end = min(rows, r + BLOCK);
      for (let i = r; i < end; i++, p += step) {
        a = join(which, a, v128.load(p));
        b = join(which, b, v128.load(p, 16));
        d = join(which, d, v128.load(p, 32));
        e = join(which, e, v128.load(p, 48));
      }
      if (!first) {
        a = join(which, a, v128.load(o));
        b = join(which, b, v128.load(o, 16));
        d = join(which, d, v128.load(o, 32));
        e = join(which, e, v128.load(o, 48));
      }
      v128.store(o, a);
      v128.store(o, b, 16);
      v128.store(o, d, 32);
      v128.store(o, e, 48);
      first = false;
    }
  }
  for (; c < high; c++) {
    let p = x + (<usize>c << 2), total = start(which);
    for (let r = 0; r < rows; r += BLOCK) {
      let part = start(which);
      const end = min(rows, r + BLOCK);
      for (let i = r; i < end; i++, p += step) part = join(which, part, v128.load32_splat(p));
      total = join(which, total, part);
    }
    store<f32>(y + (<usize>c << 2), f32x4.extract_lane(total, 0));
  }
}

@inline function reduce(
  which: i32, x: usize, outer: i32, middle: i32, inner: i32, y: usize, scale: f32,
): void {
  const size = <usize>middle * <usize>inner << 2;
  for (let o = 0; o < outer; o++, x += size, y += <usize>inner << 2) {
    if (inner == 1) {
      store<f32>(y, <f32>(line(which, x, middle) * (which == SUM ? <f64>scale : 1)));
      continue;
    }
    columns(which, x, middle, inner, y, 0, inner);
    if (which != SUM || scale == 1) continue;
    for (let c = 0; c < inner; c++) {
      const p = y + (<usize>c << 2);
      store<f32>(p, load<f32>(p) * scale);
    }
  }
}

export function sumLine(x: usize, n: i32): f64 {
  return line(SUM, x, n);
}
export function maximumLine(x: usize, n: i32): f64 {
  return line(MAXIMUM, x, n);
}
export function minimumLine(x: usize, n: i32): f64 {
  return line(MINIMUM, x, n);
}
export function sumColumns(x: usize, rows: i32, stride: i32, y: usize, low: i32, high: i32): void {
  columns(SUM, x, rows, stride, y, low, high);
}
export function maximumColumns(x: usize, rows: i32, stride: i32, y: usize, low: i32, high: i32): void {
  columns(MAXIMUM, x, rows, stride, y, low, high);
}
export function minimumColumns(x: usize, rows: i32, stride: i32, y: usize, low: i32, high: i32): void {
  columns(MINIMUM, x, rows, stride, y, low, high);
}
export function sumMiddle(x: usize, outer: i32, middle: i32, inner: i32, y: usize, scale: f32): void {
  reduce(SUM, x, outer, middle, inner, y, scale);
}
export function maximumMiddle(x: usize, outer: i32, middle: i32, inner: i32, y: usize, _: f32): void {
  reduce(MAXIMUM, x, outer, middle, inner, y, 1);
}
export function minimumMiddle(x: usize, outer: i32, middle: i32, inner: i32, y: usize, _: f32): void {
  reduce(MINIMUM, x, outer, middle, inner, y, 1);
}
