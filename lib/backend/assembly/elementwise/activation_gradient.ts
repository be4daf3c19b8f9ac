// @ts-nocheck AssemblyScript
// dx[i] = dy[i] · f′. The slope f′ is a function of `s`, which the forward pass saved: the output y
// of f if f can be inverted, else its input x.
import * as codes from "../activation_codes.ts";
import { constant, geluSlope, one, sigmoid, zero } from "./math.ts";
import { SELU_SCALE, SELU_SCALE_ALPHA, SIX } from "./functions.ts";

// @inline
function slope(which: i32, dy: v128, s: v128, a: v128): v128 {
  if (which == codes.RELU) return v128.and(dy, f32x4.gt(s, zero())); // s = y
  if (which == codes.SIGMOID) return f32x4.mul(dy, f32x4.mul(s, f32x4.sub(one(), s))); // s = y
  if (which == codes.TANH) return f32x4.mul(dy, f32x4.relaxed_nmadd(s, s, one())); // s = y
  if (which == codes.ELU) { // s = y: eˣ = y + 1
    const d = f32x4.mul(dy, f32x4.add(s, one()));
    return v128.bitselect(dy, d, f32x4.ge(s, zero()));
  }
  if (which == codes.LEAKY_RELU) { // s = y, for a > 0
    return v128.bitselect(dy, f32x4.mul(dy, a), f32x4.gt(s, zero()));
  }
  if (which == codes.SOFTPLUS) return f32x4.mul(dy, sigmoid(s)); // s = x
  if (which == codes.GELU) return f32x4.mul(dy, geluSlope(s)); // s = x
  if (which == codes.SELU) { // s = y: scale·α·eˣ = y + scale·α
    const d = f32x4.mul(dy, f32x4.add(s, constant(SELU_SCALE_ALPHA)));
    return v128.bitselect(f32x4.mul(dy, constant(SELU_SCALE)), d, f32x4.gt(s, zero()));
  }
  return v128.and(dy, v128.and(f32x4.gt(s, zero()), f32x4.lt(s, constant(SIX)))); // RELU6, s = y
}

// A NaN of the forward pass stays a NaN.
// @inline
function sloped(which: i32, dy: v128, s: v128, a: v128): v128 {
  const d = slope(which, dy, s, a);
  if (which == codes.RELU || which == codes.RELU6) return v128.bitselect(s, d, f32x4.ne(s, s));
  return d;
}

// @inline
function map(which: i32, dy: usize, s: usize, dx: usize, n: i32, parameter: f32): void {
  const a = f32x4.splat(parameter),
    end = dx + (<usize> n << 2),
    end4 = dx + (<usize> (n & ~3) << 2);
  for (; dx < end4; dx += 16, dy += 16, s += 16) {
    v128.store(dx, sloped(which, v128.load(dy), v128.load(s), a));
  }
  for (; dx < end; dx += 4, dy += 4, s += 4) {
    const d = sloped(which, v128.load32_splat(dy), v128.load32_splat(s), a);
    store<f32>(dx, f32x4.extract_lane(d, 0));
  }
}

// The same, and db[c] = Σ_r dx[r, c], the gradient of the bias; db is overwritten.
// @inline
function mapAndSum(
  which: i32,
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  parameter: f32,
): void {
  const a = f32x4.splat(parameter);
  memory.fill(db, 0, <usize> columns << 2);
  for (let r = 0; r < rows; r++) {
    let sum = db;
    const end = dx + (<usize> columns << 2), end4 = dx + (<usize> (columns & ~3) << 2);
    for (; dx < end4; dx += 16, dy += 16, s += 16, sum += 16) {
      const d = sloped(which, v128.load(dy), v128.load(s), a);
      v128.store(dx, d);
      v128.store(sum, f32x4.add(v128.load(sum), d));
    }
    for (; dx < end; dx += 4, dy += 4, s += 4, sum += 4) {
      const lanes = sloped(which, v128.load32_splat(dy), v128.load32_splat(s), a);
      const d = f32x4.extract_lane(lanes, 0);
      store<f32>(dx, d);
      store<f32>(sum, load<f32>(sum) + d);
    }
  }
}

export function reluGradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.RELU, dy, s, dx, n, a);
}
export function reluBiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.RELU, dy, s, dx, rows, columns, db, a);
}
export function sigmoidGradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.SIGMOID, dy, s, dx, n, a);
}
export function sigmoidBiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.SIGMOID, dy, s, dx, rows, columns, db, a);
}
export function tanhGradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.TANH, dy, s, dx, n, a);
}
export function tanhBiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.TANH, dy, s, dx, rows, columns, db, a);
}
export function eluGradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.ELU, dy, s, dx, n, a);
}
export function eluBiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.ELU, dy, s, dx, rows, columns, db, a);
}
export function leakyReluGradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.LEAKY_RELU, dy, s, dx, n, a);
}
export function leakyReluBiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.LEAKY_RELU, dy, s, dx, rows, columns, db, a);
}
export function softplusGradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.SOFTPLUS, dy, s, dx, n, a);
}
export function softplusBiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.SOFTPLUS, dy, s, dx, rows, columns, db, a);
}
export function geluGradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.GELU, dy, s, dx, n, a);
}
export function geluBiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.GELU, dy, s, dx, rows, columns, db, a);
}
export function seluGradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.SELU, dy, s, dx, n, a);
}
export function seluBiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.SELU, dy, s, dx, rows, columns, db, a);
}
export function relu6Gradient(dy: usize, s: usize, dx: usize, n: i32, a: f32): void {
  map(codes.RELU6, dy, s, dx, n, a);
}
export function relu6BiasGradient(
  dy: usize,
  s: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  db: usize,
  a: f32,
): void {
  mapAndSum(codes.RELU6, dy, s, dx, rows, columns, db, a);
}
