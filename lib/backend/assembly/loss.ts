// @ts-nocheck AssemblyScript
// Losses over n numbers, and their gradients for a mean, with `scale` = 1 ÷ (numbers in total).
// Each block is summed in float32, in two independent vectors; the blocks are summed in double
// precision.
import { expNegative, half, log, one, sign, zero } from "./elementwise/math.ts";

const BLOCK: i32 = 1024;
// A lane multiplies ENTROPY_BLOCK ÷ 8 = 64 factors of at most 2, which do not overflow.
const ENTROPY_BLOCK: i32 = 512;

// @inline
function across(a: v128): f64 {
  return <f64> f32x4.extract_lane(a, 0) + <f64> f32x4.extract_lane(a, 1) +
    <f64> f32x4.extract_lane(a, 2) + <f64> f32x4.extract_lane(a, 3);
}

// Four numbers (`whole`), or one.
// @inline
function get(x: usize, whole: bool): v128 {
  return whole ? v128.load(x) : v128.load32_splat(x);
}

// @inline
function put(y: usize, value: v128, whole: bool): void {
  if (whole) v128.store(y, value);
  else store<f32>(y, f32x4.extract_lane(value, 0));
}

// 1 + e^−|z|
// @inline
function factorOf(z: v128): v128 {
  return f32x4.add(one(), expNegative(v128.or(z, sign())));
}

// max(z, 0) − z·t
// @inline
function linearPart(z: v128, t: v128): v128 {
  return f32x4.relaxed_nmadd(z, t, f32x4.pmax(z, zero()));
}

// (σ(z) − t)·k: σ(z) is ½ plus or minus σ(|z|) − ½, where σ(|z|) = 1 ÷ (1 + e^−|z|); the subtractions are exact.
// @inline
function entropyGradient(z: v128, t: v128, factor: v128, k: v128): v128 {
  const above = f32x4.sub(f32x4.div(one(), factor), half());
  const probability = f32x4.add(half(), v128.or(above, v128.and(z, sign())));
  return f32x4.mul(f32x4.sub(probability, t), k);
}

/**
 * Σ max(z, 0) − z·t + log(1 + e^−|z|) and, if `dz` is not 0, dz = (σ(z) − t)·scale.
 *
 * The sum of 64 logarithms is the logarithm of a product, so one is computed instead of 64. Rounding
 * 1 + e^−|z| and the product changes the loss of a number by at most 1.2e-7; where |z| is above 17, its
 * logarithm becomes 0.
 */
export function binaryCrossEntropy(t: usize, z: usize, dz: usize, n: i32, scale: f32): f64 {
  const k = f32x4.splat(scale), step: usize = dz ? 4 : 0;
  let total: f64 = 0;
  for (let low = 0; low < n; low += ENTROPY_BLOCK) {
    const high = min(n, low + ENTROPY_BLOCK), high8 = low + ((high - low) & ~7);
    let sum = zero(), sum2 = zero(), product = one(), product2 = one(), i = low;
    for (; i < high8; i += 8, z += 32, t += 32, dz += 8 * step) {
      const a = v128.load(z), b = v128.load(z + 16), p = v128.load(t), q = v128.load(t + 16);
      const f = factorOf(a), g = factorOf(b);
      if (dz) {
        v128.store(dz, entropyGradient(a, p, f, k));
        v128.store(dz + 16, entropyGradient(b, q, g, k));
      }
      sum = f32x4.add(sum, linearPart(a, p));
      sum2 = f32x4.add(sum2, linearPart(b, q));
      product = f32x4.mul(product, f);
      product2 = f32x4.mul(product2, g);
    }
    total += across(f32x4.add(sum, sum2)) + across(f32x4.add(log(product), log(product2)));
    for (; i < high; i++, z += 4, t += 4, dz += step) {
      const a = get(z, false), p = get(t, false), f = factorOf(a);
      if (dz) put(dz, entropyGradient(a, p, f, k), false);
      total += f32x4.extract_lane(f32x4.add(linearPart(a, p), log(f)), 0);
    }
  }
  return total;
}

// The squares of four differences (`whole`) or of one and, if `dz` is not 0, their gradients.
// @inline
function squareAt(t: usize, z: usize, dz: usize, k: v128, whole: bool): v128 {
  const d = f32x4.sub(get(z, whole), get(t, whole));
  if (dz) put(dz, f32x4.mul(d, k), whole);
  return f32x4.mul(d, d);
}

/** Σ (z − t)² and, if `dz` is not 0, dz = 2·(z − t)·scale. */
export function squaredError(t: usize, z: usize, dz: usize, n: i32, scale: f32): f64 {
  const k = f32x4.splat(2 * scale), step: usize = dz ? 4 : 0;
  let total: f64 = 0;
  for (let low = 0; low < n; low += BLOCK) {
    const high = min(n, low + BLOCK), high8 = low + ((high - low) & ~7);
    let sum = zero(), sum2 = zero(), i = low;
    for (; i < high8; i += 8, z += 32, t += 32, dz += 8 * step) {
      sum = f32x4.add(sum, squareAt(t, z, dz, k, true));
      sum2 = f32x4.add(sum2, squareAt(t + 16, z + 16, dz + 4 * step, k, true));
    }
    total += across(f32x4.add(sum, sum2));
    for (; i < high; i++, z += 4, t += 4, dz += step) {
      total += f32x4.extract_lane(squareAt(t, z, dz, k, false), 0);
    }
  }
  return total;
}
