// y[i] = f(x[i]), one export for each f. `map` is the loop; its first argument is a constant, so
// that after inlining each export holds one function and no choice.
import { erf, exp, expm1, gelu, log, log1p, number, one, sigmoid, softplus, tanh, zero } from "./math";

const COPY = 0, ABS = 1, NEG = 2, SQUARE = 3, SQRT = 4, RSQRT = 5, RECIPROCAL = 6, EXP = 7, EXPM1 = 8;
const LOG = 9, LOG1P = 10, RELU = 11, RELU6 = 12, LEAKY_RELU = 13, ELU = 14, SELU = 15, GELU = 16;
const SIGMOID = 17, TANH = 18, SOFTPLUS = 19, ERF = 20, STEP = 21, FLOOR = 22, CEIL = 23, SCALE = 24;
const SHIFT = 25, FROM_INT = 26;

@inline function f(which: i32, x: v128, a: v128): v128 {
  if (which == ABS) return f32x4.abs(x);
  if (which == NEG) return f32x4.neg(x);
  if (which == SQUARE) return f32x4.mul(x, x);
  if (which == SQRT) return f32x4.sqrt(x);
  if (which == RSQRT) return f32x4.div(one(), f32x4.sqrt(x));
  if (which == RECIPROCAL) return f32x4.div(one(), x);
  if (which == EXP) return exp(x);
  if (which == EXPM1) return expm1(x);
  if (which == LOG) return log(x);
  if (which == LOG1P) return log1p(x);
  if (which == RELU) return f32x4.max(x, zero());
  if (which == RELU6) return f32x4.min(f32x4.max(x, zero()), number(56));
  // (x < 0 ? a : 1)·x, as tfjs has it: a may be above 1
  if (which == LEAKY_RELU) return v128.bitselect(f32x4.mul(x, a), x, f32x4.lt(x, zero()));
  if (which == ELU) return v128.bitselect(x, expm1(x), f32x4.ge(x, zero()));
  if (which == SELU) {
    const negative = f32x4.mul(number(58), expm1(x));
    return v128.bitselect(f32x4.mul(number(57), x), negative, f32x4.ge(x, zero()));
  }
  if (which == GELU) return gelu(x);
  if (which == SIGMOID) return sigmoid(x);
  if (which == TANH) return tanh(x);
  if (which == SOFTPLUS) return softplus(x);
  if (which == ERF) return erf(x);
  // x > 0 ? 1 : a, and NaN stays NaN
  if (which == STEP) {
    const y = v128.bitselect(one(), a, f32x4.gt(x, zero()));
    return v128.bitselect(x, y, f32x4.ne(x, x));
  }
  if (which == FLOOR) return f32x4.floor(x);
  if (which == CEIL) return f32x4.ceil(x);
  if (which == SCALE) return f32x4.mul(x, a);
  if (which == SHIFT) return f32x4.add(x, a);
  if (which == FROM_INT) return f32x4.convert_i32x4_s(x);
  return x;
}

@inline function map(which: i32, x: usize, y: usize, n: i32, parameter: f32): void {
  const a = f32x4.splat(parameter), end = y + (<usize>n << 2), end4 = y + (<usize>(n & ~3) << 2);
  while (y < end4) {
    v128.store(y, f(which, v128.load(x), a));
    x += 16;
    y += 16;
  }
  while (y < end) {
    store<f32>(y, f32x4.extract_lane(f(which, v128.load32_splat(x), a), 0));
    x += 4;
    y += 4;
  }
}

export function mapCopy(x: usize, y: usize, n: i32, a: f32): void {
  map(COPY, x, y, n, a);
}
export function mapAbs(x: usize, y: usize, n: i32, a: f32): void {
  map(ABS, x, y, n, a);
}
export function mapNeg(x: usize, y: usize, n: i32, a: f32): void {
  map(NEG, x, y, n, a);
}
export function mapSquare(x: usize, y: usize, n: i32, a: f32): void {
  map(SQUARE, x, y, n, a);
}
export function mapSqrt(x: usize, y: usize, n: i32, a: f32): void {
  map(SQRT, x, y, n, a);
}
export function mapRsqrt(x: usize, y: usize, n: i32, a: f32): void {
  map(RSQRT, x, y, n, a);
}
export function mapReciprocal(x: usize, y: usize, n: i32, a: f32): void {
  map(RECIPROCAL, x, y, n, a);
}
export function mapExp(x: usize, y: usize, n: i32, a: f32): void {
  map(EXP, x, y, n, a);
}
export function mapExpm1(x: usize, y: usize, n: i32, a: f32): void {
  map(EXPM1, x, y, n, a);
}
export function mapLog(x: usize, y: usize, n: i32, a: f32): void {
  map(LOG, x, y, n, a);
}
export function mapLog1p(x: usize, y: usize, n: i32, a: f32): void {
  map(LOG1P, x, y, n, a);
}
export function mapRelu(x: usize, y: usize, n: i32, a: f32): void {
  map(RELU, x, y, n, a);
}
export function mapRelu6(x: usize, y: usize, n: i32, a: f32): void {
  map(RELU6, x, y, n, a);
}
export function mapLeakyRelu(x: usize, y: usize, n: i32, a: f32): void {
  map(LEAKY_RELU, x, y, n, a);
}
export function mapElu(x: usize, y: usize, n: i32, a: f32): void {
  map(ELU, x, y, n, a);
}
export function mapSelu(x: usize, y: usize, n: i32, a: f32): void {
  map(SELU, x, y, n, a);
}
export function mapGelu(x: usize, y: usize, n: i32, a: f32): void {
  map(GELU, x, y, n, a);
}
export function mapSigmoid(x: usize, y: usize, n: i32, a: f32): void {
  map(SIGMOID, x, y, n, a);
}
export function mapTanh(x: usize, y: usize, n: i32, a: f32): void {
  map(TANH, x, y, n, a);
}
export function mapSoftplus(x: usize, y: usize, n: i32, a: f32): void {
  map(SOFTPLUS, x, y, n, a);
}
export function mapErf(x: usize, y: usize, n: i32, a: f32): void {
  map(ERF, x, y, n, a);
}
export function mapStep(x: usize, y: usize, n: i32, a: f32): void {
  map(STEP, x, y, n, a);
}
export function mapFloor(x: usize, y: usize, n: i32, a: f32): void {
  map(FLOOR, x, y, n, a);
}
export function mapCeil(x: usize, y: usize, n: i32, a: f32): void {
  map(CEIL, x, y, n, a);
}
export function mapScale(x: usize, y: usize, n: i32, a: f32): void {
  map(SCALE, x, y, n, a);
}
export function mapShift(x: usize, y: usize, n: i32, a: f32): void {
  map(SHIFT, x, y, n, a);
}
export function mapFromInt(x: usize, y: usize, n: i32, a: f32): void {
  map(FROM_INT, x, y, n, a);
}
