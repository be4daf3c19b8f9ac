// @ts-nocheck AssemblyScript
// The functions of one number, chosen by code.
import * as codes from "../activation_codes.ts";
import {
  constant,
  erf,
  exp,
  expm1,
  gelu,
  log,
  log1p,
  one,
  sigmoid,
  softplus,
  tanh,
  zero,
} from "./math.ts";

// Codes of the functions that are not activations; codes of activations are below 100.
export const ABS = 100;
export const NEGATE = 101;
export const SQUARE = 102;
export const SQRT = 103;
export const RSQRT = 104;
export const RECIPROCAL = 105;
export const EXP = 106;
export const EXPM1 = 107;
export const LOG = 108;
export const LOG1P = 109;
export const ERF = 110;
export const STEP = 111;
export const FLOOR = 112;
export const CEIL = 113;
export const FROM_INT = 114;

/** The address of 6, the upper limit of ReLU6. */
export const SIX = memory.data<f32>([6]);
/** Addresses of SELU's constants, λ and λ·α (Klambauer et al. 2017). */
export const SELU_SCALE = memory.data<f32>([1.0507009873554805]);
export const SELU_SCALE_ALPHA = memory.data<f32>([1.7580993408473766]);

/**
 * The activation with code `which` of four numbers; `a` is the parameter of the functions that have
 * one.
 */
// @inline
export function activate(which: i32, x: v128, a: v128): v128 {
  if (which == codes.RELU) return f32x4.max(x, zero());
  if (which == codes.SIGMOID) return sigmoid(x);
  if (which == codes.TANH) return tanh(x);
  if (which == codes.ELU) return v128.bitselect(x, expm1(x), f32x4.ge(x, zero()));
  // (x < 0 ? a : 1)·x, as tfjs has it: a may be above 1
  if (which == codes.LEAKY_RELU) return v128.bitselect(f32x4.mul(x, a), x, f32x4.lt(x, zero()));
  if (which == codes.SOFTPLUS) return softplus(x);
  if (which == codes.GELU) return gelu(x);
  if (which == codes.SELU) {
    const negative = f32x4.mul(constant(SELU_SCALE_ALPHA), expm1(x));
    return v128.bitselect(f32x4.mul(constant(SELU_SCALE), x), negative, f32x4.ge(x, zero()));
  }
  if (which == codes.RELU6) return f32x4.min(f32x4.max(x, zero()), constant(SIX));
  return x;
}

/** The function with code `which`, an activation or not, of four numbers. */
// @inline
export function apply(which: i32, x: v128, a: v128): v128 {
  if (which == ABS) return f32x4.abs(x);
  if (which == NEGATE) return f32x4.neg(x);
  if (which == SQUARE) return f32x4.mul(x, x);
  if (which == SQRT) return f32x4.sqrt(x);
  if (which == RSQRT) return f32x4.div(one(), f32x4.sqrt(x));
  if (which == RECIPROCAL) return f32x4.div(one(), x);
  if (which == EXP) return exp(x);
  if (which == EXPM1) return expm1(x);
  if (which == LOG) return log(x);
  if (which == LOG1P) return log1p(x);
  if (which == ERF) return erf(x);
  // x > 0 ? 1 : a, and NaN stays NaN
  if (which == STEP) {
    const y = v128.bitselect(one(), a, f32x4.gt(x, zero()));
    return v128.bitselect(x, y, f32x4.ne(x, x));
  }
  if (which == FLOOR) return f32x4.floor(x);
  if (which == CEIL) return f32x4.ceil(x);
  if (which == FROM_INT) return f32x4.convert_i32x4_s(x);
  return activate(which, x, a);
}
