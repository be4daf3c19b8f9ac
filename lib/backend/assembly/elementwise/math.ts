// @ts-nocheck AssemblyScript
// Elementary functions of four float32 numbers at a time. NaN gives NaN, and ±∞ gives the limit of
// the exact function. Polynomials are those of Cephes (Moshier 1992) unless stated otherwise;
// errors were measured against double precision and are stated with each function.
//
// On x64 the min, max and truncation of WebAssembly take several instructions each because of NaN;
// pmin(x, c), pmax(x, c) and relaxed_trunc take one. The first two return x if it is NaN, and the
// result of the third is multiplied by a NaN in that case.

// Each constant is in memory once and is copied to the four lanes when it is loaded: see README.md.
const ONE = memory.data<f32>([1]);
const HALF = memory.data<f32>([0.5]);
const TWO = memory.data<f32>([2]);

// Beyond these, eˣ is 0 or ∞ in float32.
const EXP_LOW = memory.data<f32>([-104]);
const EXP_HIGH = memory.data<f32>([89]);
// Between these, 2ⁿ is a normal number.
const EXP_NORMAL_LOW = memory.data<f32>([-87.3365]);
const EXP_NORMAL_HIGH = memory.data<f32>([88.3762]);
// From here on, the exponents of eʳ and 2ⁿ add up to that of a normal number.
const EXP_LOWEST_NORMAL = memory.data<f32>([-87]);
const LOG2_E = memory.data<f32>([1.44269504]);
// ln 2 as a sum of two numbers, the first with few digits.
const LN2_HIGH = memory.data<f32>([0.693359375]);
const LN2_LOW = memory.data<f32>([-2.12194440e-4]);
const EXP_POLYNOMIAL = memory.data<f32>([
  1.9875691500e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  0.5,
]);
// Up to this |x|, eˣ − 1 is the polynomial alone: ½ ln 2.
const EXPM1_SMALL = memory.data<f32>([0.34657359]);

const LOG1P_POLYNOMIAL = memory.data<f32>([
  0.005253457929939032,
  -0.02958850748836994,
  0.07836166769266129,
  -0.13674770295619965,
  0.19111430644989014,
  -0.24844369292259216,
  0.33319270610809326,
  -0.49999502301216125,
  1,
]);
export const SMALLEST_NORMAL = memory.data<f32>([1.17549435e-38]);
const TWO_TO_23 = memory.data<f32>([8388608]);
const ROOT_HALF = memory.data<f32>([0.707106781186547524]);
const LOG_POLYNOMIAL = memory.data<f32>([
  7.0376836292e-2,
  -1.1514610310e-1,
  1.1676998740e-1,
  -1.2420140846e-1,
  1.4249322787e-1,
  -1.6668057665e-1,
  2.0000714765e-1,
  -2.4999993993e-1,
  3.3333331174e-1,
]);

const TANH_POLYNOMIAL = memory.data<f32>([
  -5.70498872745e-3,
  2.06390887954e-2,
  -5.37397155531e-2,
  1.33314422036e-1,
  -3.33332819422e-1,
]);
// Up to this |x|, tanh x is the polynomial.
const TANH_SMALL = memory.data<f32>([0.625]);

const ERF_SCALE = memory.data<f32>([0.3275911]);
const ERF_POLYNOMIAL = memory.data<f32>([
  1.061405429,
  -1.453152027,
  1.421413741,
  -0.284496736,
  0.254829592,
]);
const ONE_OVER_ROOT_TWO = memory.data<f32>([0.70710678118]);
const ONE_OVER_ROOT_TWO_PI = memory.data<f32>([0.3989422804]);

const EXPONENT_BIAS = memory.data<i32>([127]);
const EXPONENT_BIAS_OF_HALF = memory.data<i32>([126]);
const MANTISSA_BITS = memory.data<i32>([23]);
const MANTISSA_MASK = memory.data<i32>([0x007fffff]);
const HALF_BITS = memory.data<i32>([0x3f000000]);
const SIGN_BIT = memory.data<i32>([-0x80000000]);

/** The constant at `address` in all four lanes. */
// @inline
export function constant(address: usize): v128 {
  return v128.load32_splat(address);
}

// @inline
export function zero(): v128 {
  return i32x4.splat(0);
}

// @inline
export function one(): v128 {
  return constant(ONE);
}

// @inline
export function half(): v128 {
  return constant(HALF);
}

/** The sign bit of each lane. */
// @inline
export function sign(): v128 {
  return constant(SIGN_BIT);
}

// @inline
function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.relaxed_madd(a, b, c);
}

// p·x + coefficient i of the polynomial: one step of Horner's scheme.
// @inline
function horner(p: v128, x: v128, polynomial: usize, i: usize): v128 {
  return madd(p, x, constant(polynomial + (i << 2)));
}

// r²·Q(r) + r = eʳ − 1 for |r| ≤ ½ ln 2
// @inline
function expTail(r: v128): v128 {
  let p = horner(constant(EXP_POLYNOMIAL), r, EXP_POLYNOMIAL, 1);
  p = horner(p, r, EXP_POLYNOMIAL, 2);
  p = horner(p, r, EXP_POLYNOMIAL, 3);
  p = horner(p, r, EXP_POLYNOMIAL, 4);
  p = horner(p, r, EXP_POLYNOMIAL, 5);
  return madd(p, f32x4.mul(r, r), r);
}

// x − n·ln 2
// @inline
function rest(x: v128, n: v128): v128 {
  return f32x4.relaxed_nmadd(
    n,
    constant(LN2_LOW),
    f32x4.relaxed_nmadd(n, constant(LN2_HIGH), x),
  );
}

// @inline
function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, constant(EXPONENT_BIAS)), 23);
}

/** eˣ, relative error 1.2e-7; 0 and ∞ beyond the range of float32. */
// @inline
export function exp(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, constant(EXP_HIGH)), constant(EXP_LOW));
  const n = f32x4.nearest(f32x4.mul(x, constant(LOG2_E)));
  const p = f32x4.add(expTail(rest(x, n)), one());
  // 2ⁿ in two factors: n is in −150…128, a float32 exponent in −126…127.
  const i = i32x4.relaxed_trunc_f32x4_s(n), half = i32x4.shr_s(i, 1);
  return f32x4.mul(f32x4.mul(p, power2(half)), power2(i32x4.sub(i, half)));
}

/**
 * eˣ for x ≤ 0, relative error 1.2e-7; below −87 the value at −87. There n is −126 and p above 1, so the sum of
 * their exponents is that of a normal number. NaN remains NaN, as relaxed_trunc gives 0 or −2³¹, of which no
 * bit is left.
 */
// @inline
export function expNegative(x: v128): v128 {
  x = f32x4.pmax(x, constant(EXP_LOWEST_NORMAL));
  const n = f32x4.nearest(f32x4.mul(x, constant(LOG2_E)));
  const p = f32x4.add(expTail(rest(x, n)), one());
  return i32x4.add(p, i32x4.shl(i32x4.relaxed_trunc_f32x4_s(n), 23)); // adds n to the exponent
}

/**
 * eˣ for −87 < x < 88, and the value at the nearer end elsewhere: for use inside other functions.
 */
// @inline
export function expClamped(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, constant(EXP_NORMAL_HIGH)), constant(EXP_NORMAL_LOW));
  const n = f32x4.nearest(f32x4.mul(x, constant(LOG2_E)));
  return f32x4.mul(f32x4.add(expTail(rest(x, n)), one()), power2(i32x4.relaxed_trunc_f32x4_s(n)));
}

/** eˣ − 1, relative error 2e-7. */
// @inline
export function expm1(x: v128): v128 {
  const small = f32x4.le(f32x4.abs(x), constant(EXPM1_SMALL));
  return v128.bitselect(expTail(x), f32x4.sub(exp(x), one()), small);
}

/** log(1 + u) for 0 ≤ u ≤ 1, relative error 1.6e-7 (Chebyshev interpolation, degree 8). */
// @inline
export function log1pUnit(u: v128): v128 {
  let p = horner(constant(LOG1P_POLYNOMIAL), u, LOG1P_POLYNOMIAL, 1);
  p = horner(p, u, LOG1P_POLYNOMIAL, 2);
  p = horner(p, u, LOG1P_POLYNOMIAL, 3);
  p = horner(p, u, LOG1P_POLYNOMIAL, 4);
  p = horner(p, u, LOG1P_POLYNOMIAL, 5);
  p = horner(p, u, LOG1P_POLYNOMIAL, 6);
  p = horner(p, u, LOG1P_POLYNOMIAL, 7);
  p = horner(p, u, LOG1P_POLYNOMIAL, 8);
  return f32x4.mul(p, u);
}

/** log x, relative error 1.2e-7; −∞ at 0, NaN below. */
// @inline
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, constant(SMALLEST_NORMAL));
  const normal = v128.bitselect(f32x4.mul(x, constant(TWO_TO_23)), x, tiny);
  let e = i32x4.sub(i32x4.shr_u(normal, 23), constant(EXPONENT_BIAS_OF_HALF));
  e = i32x4.sub(e, v128.and(tiny, constant(MANTISSA_BITS)));
  // normal = m·2ᵉ with ½ ≤ m < 1, then √½ ≤ m < √2
  let m = v128.or(v128.and(normal, constant(MANTISSA_MASK)), constant(HALF_BITS));
  const low = f32x4.lt(m, constant(ROOT_HALF));
  e = i32x4.add(e, low); // the mask is −1
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), one());
  const z = f32x4.mul(m, m), k = f32x4.convert_i32x4_s(e);
  let p = horner(constant(LOG_POLYNOMIAL), m, LOG_POLYNOMIAL, 1);
  p = horner(p, m, LOG_POLYNOMIAL, 2);
  p = horner(p, m, LOG_POLYNOMIAL, 3);
  p = horner(p, m, LOG_POLYNOMIAL, 4);
  p = horner(p, m, LOG_POLYNOMIAL, 5);
  p = horner(p, m, LOG_POLYNOMIAL, 6);
  p = horner(p, m, LOG_POLYNOMIAL, 7);
  p = horner(p, m, LOG_POLYNOMIAL, 8);
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = madd(k, constant(LN2_LOW), p);
  p = f32x4.relaxed_nmadd(constant(HALF), z, p);
  let y = madd(k, constant(LN2_HIGH), f32x4.add(m, p));
  const infinite = f32x4.splat(<f32> Infinity);
  y = v128.bitselect(x, y, v128.or(f32x4.eq(x, infinite), f32x4.ne(x, x)));
  y = v128.bitselect(f32x4.neg(infinite), y, f32x4.eq(x, zero()));
  return v128.bitselect(f32x4.splat(<f32> NaN), y, f32x4.lt(x, zero()));
}

/** log(1 + x): the rounding error of 1 + x cancels in log(u) · x ÷ (u − 1) (Kahan). */
// @inline
export function log1p(x: v128): v128 {
  const u = f32x4.add(one(), x);
  const y = f32x4.mul(log(u), f32x4.div(x, f32x4.sub(u, one())));
  const exact = v128.or(f32x4.eq(u, one()), f32x4.eq(x, f32x4.splat(<f32> Infinity)));
  return v128.bitselect(x, y, exact);
}

/** 1 ÷ (1 + e⁻ˣ) */
// @inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(one(), f32x4.add(one(), expClamped(f32x4.neg(x))));
}

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|) */
// @inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, zero()), log1pUnit(expClamped(f32x4.neg(f32x4.abs(x)))));
}

/** tanh x, relative error 2e-7: 1 − 2 ÷ (e^2|x| + 1) with the sign of x, a polynomial near 0. */
// @inline
export function tanh(x: v128): v128 {
  const a = f32x4.abs(x), z = f32x4.mul(x, x);
  let p = horner(constant(TANH_POLYNOMIAL), z, TANH_POLYNOMIAL, 1);
  p = horner(p, z, TANH_POLYNOMIAL, 2);
  p = horner(p, z, TANH_POLYNOMIAL, 3);
  p = horner(p, z, TANH_POLYNOMIAL, 4);
  p = madd(f32x4.mul(p, z), x, x);
  const e = expClamped(f32x4.add(a, a));
  const y = f32x4.sub(one(), f32x4.div(constant(TWO), f32x4.add(e, one())));
  return v128.bitselect(p, withSignOf(x, y), f32x4.lt(a, constant(TANH_SMALL)));
}

// y ≥ 0 with the sign of x
// @inline
function withSignOf(x: v128, y: v128): v128 {
  return v128.or(y, v128.and(x, constant(SIGN_BIT)));
}

// erf|x| = 1 − P(t)·e^−x², t = 1 ÷ (1 + 0.3275911|x|): Abramowitz & Stegun 7.1.26, error 1.5e-7, as
// in tfjs. `exponential` is e^−x², which the gradient of GELU needs too.
// @inline
function erfGiven(x: v128, exponential: v128): v128 {
  const t = f32x4.div(one(), madd(constant(ERF_SCALE), f32x4.abs(x), one()));
  let p = horner(constant(ERF_POLYNOMIAL), t, ERF_POLYNOMIAL, 1);
  p = horner(p, t, ERF_POLYNOMIAL, 2);
  p = horner(p, t, ERF_POLYNOMIAL, 3);
  p = horner(p, t, ERF_POLYNOMIAL, 4);
  return withSignOf(x, f32x4.relaxed_nmadd(f32x4.mul(p, t), exponential, one()));
}

// @inline
export function erf(x: v128): v128 {
  return erfGiven(x, expClamped(f32x4.neg(f32x4.mul(x, x))));
}

/**
 * x·Φ(x) with the normal distribution function Φ(x) = ½(1 + erf(x ÷ √2)) (Hendrycks & Gimpel 2016).
 */
// @inline
export function gelu(x: v128): v128 {
  const u = f32x4.mul(x, constant(ONE_OVER_ROOT_TWO));
  return f32x4.mul(f32x4.mul(constant(HALF), x), f32x4.add(one(), erf(u)));
}

/** d/dx x·Φ(x) = Φ(x) + x·φ(x) with φ(x) = e^(−x²÷2) ÷ √(2π) */
// @inline
export function geluSlope(x: v128): v128 {
  const u = f32x4.mul(x, constant(ONE_OVER_ROOT_TWO)), e = expClamped(f32x4.neg(f32x4.mul(u, u)));
  const cumulative = f32x4.mul(constant(HALF), f32x4.add(one(), erfGiven(u, e)));
  return madd(f32x4.mul(x, constant(ONE_OVER_ROOT_TWO_PI)), e, cumulative);
}
