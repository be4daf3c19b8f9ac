// @ts-nocheck AssemblyScript
// The one-dimensional transforms of Winograd's F(4, 3) (Lavin & Gray 2016): four outputs of a
// three-tap filter from six inputs with six products instead of twelve.
//
// The interpolation points are 0, ±√½, ±√2 and ∞ instead of the usual 0, ±1, ±2 and ∞: the largest
// entry of the matrices is then 2.8 instead of 8, and float32 keeps about one more decimal digit.

import { constant } from "../elementwise/math.ts";

// Addresses of the constants.
/** a = √½ */
export const A = memory.data<f32>([0.7071067811865476]);
/** b = √2 */
export const B = memory.data<f32>([1.4142135623730951]);
/** a² = ½ */
export const A_SQUARED = memory.data<f32>([0.5]);
/** b² = 2 */
export const B_SQUARED = memory.data<f32>([2]);
/** a² + b² = 5/2 */
export const SUM_OF_SQUARES = memory.data<f32>([2.5]);
const A_CUBED = memory.data<f32>([0.3535533905932738]);
const B_CUBED = memory.data<f32>([2.8284271247461903]);
/** −2/3 and 1/6, the factors of the rows ±a and ±b of G. */
const FILTER_FACTOR_A = memory.data<f32>([-0.6666666666666666]);
const FILTER_FACTOR_B = memory.data<f32>([0.16666666666666666]);

// Each transform reads vectors `fromStep` bytes apart, or gets them, and writes vectors `toStep` bytes
// apart.

/**
 *     Bᵀ = 1   0  −5/2   0   1  0
 *          0  −2a  −2    a   1  0    and with −a, where a = √½
 *          0  −b/2 −1/2  b   1  0    and with −b, where b = √2
 *          0   1   0   −5/2  0  1
 */
// @inline
export function putInput(
  d0: v128,
  d1: v128,
  d2: v128,
  d3: v128,
  d4: v128,
  d5: v128,
  to: usize,
  toStep: usize,
  a: v128,
  b: v128,
  half: v128,
  two: v128,
  m: v128,
): void {
  const evenA = f32x4.relaxed_nmadd(two, d2, d4), oddA = f32x4.relaxed_nmadd(two, d1, d3);
  const evenB = f32x4.relaxed_nmadd(half, d2, d4), oddB = f32x4.relaxed_nmadd(half, d1, d3);
  v128.store(to, f32x4.relaxed_nmadd(m, d2, f32x4.add(d0, d4)));
  to += toStep;
  v128.store(to, f32x4.relaxed_madd(a, oddA, evenA));
  to += toStep;
  v128.store(to, f32x4.relaxed_nmadd(a, oddA, evenA));
  to += toStep;
  v128.store(to, f32x4.relaxed_madd(b, oddB, evenB));
  to += toStep;
  v128.store(to, f32x4.relaxed_nmadd(b, oddB, evenB));
  v128.store(to + toStep, f32x4.relaxed_nmadd(m, d3, f32x4.add(d1, d5)));
}

/**
 *     Aᵀ = 1  1   1   1   1   0
 *          0  a  −a   b  −b   0
 *          0  a²  a²  b²  b²  0
 *          0  a³ −a³  b³ −b³  1
 */
// @inline
export function transformOutput(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from);
  from += fromStep;
  const m1 = v128.load(from);
  from += fromStep;
  const m2 = v128.load(from);
  from += fromStep;
  const m3 = v128.load(from);
  from += fromStep;
  const m4 = v128.load(from);
  const m5 = v128.load(from + fromStep);
  const a = constant(A), b = constant(B), half = constant(A_SQUARED), two = constant(B_SQUARED);
  const a3 = constant(A_CUBED), b3 = constant(B_CUBED);
  const sumA = f32x4.add(m1, m2), sumB = f32x4.add(m3, m4);
  const difA = f32x4.sub(m1, m2), difB = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(m0, f32x4.add(sumA, sumB)));
  to += toStep;
  v128.store(to, f32x4.relaxed_madd(b, difB, f32x4.mul(a, difA)));
  to += toStep;
  v128.store(to, f32x4.relaxed_madd(two, sumB, f32x4.mul(half, sumA)));
  v128.store(to + toStep, f32x4.relaxed_madd(b3, difB, f32x4.relaxed_madd(a3, difA, m5)));
}

/** The same followed by act(y + bias), for the first `columns` outputs. */
// @inline
export function finishOutput(
  from: usize,
  fromStep: usize,
  to: usize,
  toStep: usize,
  columns: i32,
  bias: v128,
  relu: bool,
): void {
  const m0 = f32x4.add(v128.load(from), bias);
  from += fromStep;
  const m1 = v128.load(from);
  from += fromStep;
  const m2 = v128.load(from);
  from += fromStep;
  const m3 = v128.load(from);
  from += fromStep;
  const m4 = v128.load(from);
  const m5 = f32x4.add(v128.load(from + fromStep), bias);
  const a = constant(A), b = constant(B), half = constant(A_SQUARED), two = constant(B_SQUARED);
  const a3 = constant(A_CUBED), b3 = constant(B_CUBED), none = f32x4.splat(0);
  const sumA = f32x4.add(m1, m2), sumB = f32x4.add(m3, m4);
  const difA = f32x4.sub(m1, m2), difB = f32x4.sub(m3, m4);
  const y0 = f32x4.add(m0, f32x4.add(sumA, sumB));
  const y1 = f32x4.relaxed_madd(b, difB, f32x4.relaxed_madd(a, difA, bias));
  const y2 = f32x4.relaxed_madd(two, sumB, f32x4.relaxed_madd(half, sumA, bias));
  const y3 = f32x4.relaxed_madd(b3, difB, f32x4.relaxed_madd(a3, difA, m5));
  v128.store(to, relu ? f32x4.pmax(y0, none) : y0);
  if (columns == 1) return;
  to += toStep;
  v128.store(to, relu ? f32x4.pmax(y1, none) : y1);
  if (columns == 2) return;
  to += toStep;
  v128.store(to, relu ? f32x4.pmax(y2, none) : y2);
  if (columns == 3) return;
  v128.store(to + toStep, relu ? f32x4.pmax(y3, none) : y3);
}

/** A, the transpose of the output transform, for the gradient of the output. */
// @inline
export function putOutputGradient(
  y0: v128,
  y1: v128,
  y2: v128,
  y3: v128,
  to: usize,
  toStep: usize,
): void {
  const a = constant(A), b = constant(B), half = constant(A_SQUARED), two = constant(B_SQUARED);
  const a3 = constant(A_CUBED), b3 = constant(B_CUBED);
  const evenA = f32x4.relaxed_madd(half, y2, y0),
    oddA = f32x4.relaxed_madd(a3, y3, f32x4.mul(a, y1));
  const evenB = f32x4.relaxed_madd(two, y2, y0),
    oddB = f32x4.relaxed_madd(b3, y3, f32x4.mul(b, y1));
  v128.store(to, y0);
  to += toStep;
  v128.store(to, f32x4.add(evenA, oddA));
  to += toStep;
  v128.store(to, f32x4.sub(evenA, oddA));
  to += toStep;
  v128.store(to, f32x4.add(evenB, oddB));
  to += toStep;
  v128.store(to, f32x4.sub(evenB, oddB));
  v128.store(to + toStep, y3);
}

/**
 *     G = 1, 0, 0 | −2/3 · (1, ±a, ½) | 1/6 · (1, ±b, 2) | 0, 0, 1    (rows)
 */
// @inline
export function transformFilter(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from), g1 = v128.load(from + fromStep), g2 = v128.load(from + fromStep * 2);
  const a = constant(A), b = constant(B), half = constant(A_SQUARED), two = constant(B_SQUARED);
  const scaleA = constant(FILTER_FACTOR_A), scaleB = constant(FILTER_FACTOR_B);
  const evenA = f32x4.mul(scaleA, f32x4.relaxed_madd(half, g2, g0));
  const oddA = f32x4.mul(scaleA, f32x4.mul(a, g1));
  const evenB = f32x4.mul(scaleB, f32x4.relaxed_madd(two, g2, g0));
  const oddB = f32x4.mul(scaleB, f32x4.mul(b, g1));
  v128.store(to, g0);
  to += toStep;
  v128.store(to, f32x4.add(evenA, oddA));
  to += toStep;
  v128.store(to, f32x4.sub(evenA, oddA));
  to += toStep;
  v128.store(to, f32x4.add(evenB, oddB));
  to += toStep;
  v128.store(to, f32x4.sub(evenB, oddB));
  v128.store(to + toStep, g2);
}

/** Gᵀ: from the gradient of the transformed filter to the gradient of the filter. */
// @inline
export function transformFilterGradient(
  from: usize,
  fromStep: usize,
  to: usize,
  toStep: usize,
): void {
  const u0 = v128.load(from);
  from += fromStep;
  const u1 = v128.load(from);
  from += fromStep;
  const u2 = v128.load(from);
  from += fromStep;
  const u3 = v128.load(from);
  from += fromStep;
  const u4 = v128.load(from);
  const u5 = v128.load(from + fromStep);
  const a = constant(A), b = constant(B), half = constant(A_SQUARED), two = constant(B_SQUARED);
  const scaleA = constant(FILTER_FACTOR_A), scaleB = constant(FILTER_FACTOR_B);
  const sumA = f32x4.mul(scaleA, f32x4.add(u1, u2)), difA = f32x4.mul(scaleA, f32x4.sub(u1, u2));
  const sumB = f32x4.mul(scaleB, f32x4.add(u3, u4)), difB = f32x4.mul(scaleB, f32x4.sub(u3, u4));
  v128.store(to, f32x4.add(u0, f32x4.add(sumA, sumB)));
  to += toStep;
  v128.store(to, f32x4.relaxed_madd(b, difB, f32x4.mul(a, difA)));
  v128.store(to + toStep, f32x4.relaxed_madd(two, sumB, f32x4.relaxed_madd(half, sumA, u5)));
}
