// @ts-nocheck AssemblyScript
// y[i] = f(x[i]), one export for each f. `map` is the loop; its first argument is a constant, so
// that each export is a small loop over one function. One export that chose among them would be
// slower: V8 unrolls only the loops of small functions.
import * as codes from "../activation_codes.ts";
import * as functions from "./functions.ts";

// @inline
function map(which: i32, x: usize, y: usize, n: i32, parameter: f32): void {
  const a = f32x4.splat(parameter), end = y + (<usize> n << 2), end4 = y + (<usize> (n & ~3) << 2);
  while (y < end4) {
    v128.store(y, functions.apply(which, v128.load(x), a));
    x += 16;
    y += 16;
  }
  while (y < end) {
    store<f32>(y, f32x4.extract_lane(functions.apply(which, v128.load32_splat(x), a), 0));
    x += 4;
    y += 4;
  }
}

export function mapAbs(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.ABS, x, y, n, a);
}
export function mapNeg(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.NEGATE, x, y, n, a);
}
export function mapSquare(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.SQUARE, x, y, n, a);
}
export function mapSqrt(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.SQRT, x, y, n, a);
}
export function mapRsqrt(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.RSQRT, x, y, n, a);
}
export function mapReciprocal(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.RECIPROCAL, x, y, n, a);
}
export function mapExp(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.EXP, x, y, n, a);
}
export function mapExpm1(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.EXPM1, x, y, n, a);
}
export function mapLog(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.LOG, x, y, n, a);
}
export function mapLog1p(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.LOG1P, x, y, n, a);
}
export function mapErf(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.ERF, x, y, n, a);
}
export function mapStep(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.STEP, x, y, n, a);
}
export function mapFloor(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.FLOOR, x, y, n, a);
}
export function mapCeil(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.CEIL, x, y, n, a);
}
export function mapFromInt(x: usize, y: usize, n: i32, a: f32): void {
  map(functions.FROM_INT, x, y, n, a);
}
export function mapRelu(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.RELU, x, y, n, a);
}
export function mapRelu6(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.RELU6, x, y, n, a);
}
export function mapLeakyRelu(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.LEAKY_RELU, x, y, n, a);
}
export function mapElu(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.ELU, x, y, n, a);
}
export function mapSelu(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.SELU, x, y, n, a);
}
export function mapGelu(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.GELU, x, y, n, a);
}
export function mapSigmoid(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.SIGMOID, x, y, n, a);
}
export function mapTanh(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.TANH, x, y, n, a);
}
export function mapSoftplus(x: usize, y: usize, n: i32, a: f32): void {
  map(codes.SOFTPLUS, x, y, n, a);
}
