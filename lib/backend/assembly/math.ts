// Elementary functions of four float32 at a time. Each keeps NaN, and goes to the limits that the
// exact function has at ±∞. Polynomials are Cephes' (Moshier 1992) unless said otherwise; errors
// were measured against double precision and are stated beside each function.
//
// x64 has no min, max or truncation that treats NaN as WebAssembly's do, so each of those is several
// instructions; pmin(x, c), pmax(x, c) and relaxed_trunc are one. The first two keep x where it is
// NaN, and what the third makes of NaN is multiplied by a NaN.

// Each constant lies in memory once and is spread over the four lanes when loaded.
const NUMBERS = memory.data<f32>([
  0, 1, 0.5, 2, // 0…3
  -104, 89, 1.44269504, 0.693359375, -2.12194440e-4, // 4…8: limits of exp, 1 ÷ ln 2, ln 2 in two parts
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, // 9…13
  88.3762, -87.3365, // 14, 15: where 2ⁿ is a normal number
  0.005253457929939032, -0.02958850748836994, 0.07836166769266129, -0.13674770295619965, // 16…19
  0.19111430644989014, -0.24844369292259216, 0.33319270610809326, -0.49999502301216125, 1, // 20…24
  1.17549435e-38, 8388608, 0.707106781186547524, // 25…27: smallest normal number, 2²³, √½
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, // 28…32
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, // 33…36
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1, // 37…41
  0.625, 0.34657359, // 42, 43: where tanh and exp − 1 are polynomials
  0.3275911, 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592, // 44…49
  0.70710678118, 0.3989422804, // 50, 51: 1 ÷ √2, 1 ÷ √(2π)
  0.79788456080, 0.044715, 0.134145, // 52…54: √(2 ÷ π), the cubic term of the tanh GELU, its triple
  3, 6, 1.0507009873554805, 1.7580993408473766, -1, // 55…59: SELU's scale and scale · α
], 16);
const INTEGERS = memory.data<i32>([127, 23, 0x7f800000, 0x007fffff, 0x3f000000, -0x80000000, 126], 16);

@inline export function number(i: i32): v128 {
  return v128.load32_splat(NUMBERS + (<usize>i << 2));
}
@inline function integer(i: i32): v128 {
  return v128.load32_splat(INTEGERS + (<usize>i << 2));
}
@inline export function zero(): v128 {
  return i32x4.splat(0);
}
@inline export function one(): v128 {
  return number(1);
}
@inline function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.relaxed_madd(a, b, c);
}

// r²·Q(r) + r = eʳ − 1 for |r| ≤ ½ ln 2
@inline function expTail(r: v128): v128 {
  let p = madd(number(9), r, number(10));
  p = madd(p, r, number(11));
  p = madd(p, r, number(12));
  p = madd(p, r, number(13));
  p = madd(p, r, number(2));
  return madd(p, f32x4.mul(r, r), r);
}

// x − n·ln 2
@inline function rest(x: v128, n: v128): v128 {
  return f32x4.relaxed_nmadd(n, number(8), f32x4.relaxed_nmadd(n, number(7), x));
}

@inline function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, integer(0)), 23);
}

/** eˣ, relative error 1.2e-7; 0 and ∞ where float32 ends. */
@inline export function exp(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, number(5)), number(4));
  const n = f32x4.nearest(f32x4.mul(x, number(6)));
  const p = f32x4.add(expTail(rest(x, n)), one());
  // 2ⁿ in two factors: n reaches from −150 to 128, an exponent only from −126 to 127.
  const i = i32x4.relaxed_trunc_f32x4_s(n), half = i32x4.shr_s(i, 1);
  return f32x4.mul(f32x4.mul(p, power2(half)), power2(i32x4.sub(i, half)));
}

/** eˣ for −87 < x < 88, and the nearest of the two ends elsewhere: for use inside other functions. */
@inline export function expClamped(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, number(14)), number(15));
  const n = f32x4.nearest(f32x4.mul(x, number(6)));
  return f32x4.mul(f32x4.add(expTail(rest(x, n)), one()), power2(i32x4.relaxed_trunc_f32x4_s(n)));
}

/** eˣ − 1, relative error 2e-7. */
@inline export function expm1(x: v128): v128 {
  const small = f32x4.le(f32x4.abs(x), number(43));
  return v128.bitselect(expTail(x), f32x4.sub(exp(x), one()), small);
}

/** log(1 + u) for 0 ≤ u ≤ 1, relative error 1.6e-7 (Chebyshev interpolation, degree 8). */
@inline export function log1pUnit(u: v128): v128 {
  let p = madd(number(16), u, number(17));
  p = madd(p, u, number(18));
  p = madd(p, u, number(19));
  p = madd(p, u, number(20));
  p = madd(p, u, number(21));
  p = madd(p, u, number(22));
  p = madd(p, u, number(23));
  p = madd(p, u, number(24));
  return f32x4.mul(p, u);
}

/** log x, relative error 1.2e-7; −∞ at 0, NaN below. */
@inline export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, number(25));
  const normal = v128.bitselect(f32x4.mul(x, number(26)), x, tiny);
  let e = i32x4.sub(i32x4.shr_u(normal, 23), integer(6));
  e = i32x4.sub(e, v128.and(tiny, integer(1)));
  // normal = m·2ᵉ with ½ ≤ m < 1, then √½ ≤ m < √2
  let m = v128.or(v128.and(normal, integer(3)), integer(4));
  const low = f32x4.lt(m, number(27));
  e = i32x4.add(e, low); // the mask is −1
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), one());
  const z = f32x4.mul(m, m), k = f32x4.convert_i32x4_s(e);
  let p = madd(number(28), m, number(29));
  p = madd(p, m, number(30));
  p = madd(p, m, number(31));
  p = madd(p, m, number(32));
  p = madd(p, m, number(33));
  p = madd(p, m, number(34));
  p = madd(p, m, number(35));
  p = madd(p, m, number(36));
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = madd(k, number(8), p);
  p = f32x4.relaxed_nmadd(number(2), z, p);
  let y = madd(k, number(7), f32x4.add(m, p));
  const infinite = f32x4.splat(<f32>Infinity);
  y = v128.bitselect(x, y, v128.or(f32x4.eq(x, infinite), f32x4.ne(x, x)));
  y = v128.bitselect(f32x4.neg(infinite), y, f32x4.eq(x, zero()));
  return v128.bitselect(f32x4.splat(<f32>NaN), y, f32x4.lt(x, zero()));
}

/** log(1 + x): the rounding of 1 + x cancels out of log(u) · x ÷ (u − 1) (Kahan). */
@inline export function log1p(x: v128): v128 {
  const u = f32x4.add(one(), x);
  const y = f32x4.mul(log(u), f32x4.div(x, f32x4.sub(u, one())));
  const exact = v128.or(f32x4.eq(u, one()), f32x4.eq(x, f32x4.splat(<f32>Infinity)));
  return v128.bitselect(x, y, exact);
}

/** 1 ÷ (1 + e⁻ˣ) */
@inline export function sigmoid(x: v128): v128 {
  return f32x4.div(one(), f32x4.add(one(), expClamped(f32x4.neg(x))));
}

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|) */
@inline export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, zero()), log1pUnit(expClamped(f32x4.neg(f32x4.abs(x)))));
}

/** tanh x, relative error 2e-7: 1 − 2 ÷ (e^2|x| + 1) with x's sign, a polynomial near 0. */
@inline export function tanh(x: v128): v128 {
  const a = f32x4.abs(x), z = f32x4.mul(x, x);
  let p = madd(number(37), z, number(38));
  p = madd(p, z, number(39));
  p = madd(p, z, number(40));
  p = madd(p, z, number(41));
  p = madd(f32x4.mul(p, z), x, x);
  const e = expClamped(f32x4.add(a, a));
  const y = f32x4.sub(one(), f32x4.div(number(3), f32x4.add(e, one())));
  const signed = v128.or(y, v128.and(x, integer(5)));
  return v128.bitselect(p, signed, f32x4.lt(a, number(42)));
}

// erf|x| = 1 − P(t)·e^−x², t = 1 ÷ (1 + 0.3275911|x|): Abramowitz & Stegun 7.1.26, error 1.5e-7, as
// in tfjs. Given e^−x², which a GELU's gradient needs too.
@inline function erfGiven(x: v128, exponential: v128): v128 {
  const t = f32x4.div(one(), madd(number(44), f32x4.abs(x), one()));
  let p = madd(number(45), t, number(46));
  p = madd(p, t, number(47));
  p = madd(p, t, number(48));
  p = madd(p, t, number(49));
  const y = f32x4.relaxed_nmadd(f32x4.mul(p, t), exponential, one());
  return v128.or(y, v128.and(x, integer(5)));
}

@inline export function erf(x: v128): v128 {
  return erfGiven(x, expClamped(f32x4.neg(f32x4.mul(x, x))));
}

/** x·Φ(x), where Φ is the normal distribution's ½(1 + erf(x ÷ √2)) (Hendrycks & Gimpel 2016). */
@inline export function gelu(x: v128): v128 {
  const u = f32x4.mul(x, number(50));
  return f32x4.mul(f32x4.mul(number(2), x), f32x4.add(one(), erf(u)));
}

/** Φ(x) + x·φ(x), with φ(x) = e^(−x²÷2) ÷ √(2π) */
@inline export function geluSlope(x: v128): v128 {
  const u = f32x4.mul(x, number(50)), e = expClamped(f32x4.neg(f32x4.mul(u, u)));
  const cumulative = f32x4.mul(number(2), f32x4.add(one(), erfGiven(u, e)));
  return madd(f32x4.mul(x, number(51)), e, cumulative);
}
