// @ts-nocheck AssemblyScript
// Losses over n numbers, and their gradients for a mean, with `scale` = 1 ÷ (numbers in total).
// Each block is summed in float32, in two independent vectors; the blocks are summed in double
// precision.
import { expClamped, log1pUnit, one, zero } from "./elementwise/math.ts";

const BLOCK: i32 = 1024;
const CROSS_ENTROPY = 0;
const SQUARED_ERROR = 1;

// @inline
function across(a: v128): f64 {
  return <f64> f32x4.extract_lane(a, 0) + <f64> f32x4.extract_lane(a, 1) +
    <f64> f32x4.extract_lane(a, 2) + <f64> f32x4.extract_lane(a, 3);
}

// σ(z) from u = e^−|z|: σ(|z|) = 1 ÷ (1 + u), and σ(z) is that or one minus that.
// @inline
function probability(z: v128, u: v128): v128 {
  const p = f32x4.div(one(), f32x4.add(one(), u));
  return v128.bitselect(p, f32x4.sub(one(), p), f32x4.ge(z, zero()));
}

// @inline
function put(y: usize, value: v128, whole: bool): void {
  if (whole) v128.store(y, value);
  else store<f32>(y, f32x4.extract_lane(value, 0));
}

// The losses of four numbers (`whole`) or of one and, if `dz` is not 0, their gradients times k.
// @inline
function lossAt(which: i32, t: usize, z: usize, dz: usize, k: v128, whole: bool): v128 {
  const x = whole ? v128.load(z) : v128.load32_splat(z),
    y = whole ? v128.load(t) : v128.load32_splat(t);
  if (which == SQUARED_ERROR) {
    const d = f32x4.sub(x, y);
    if (dz) put(dz, f32x4.mul(d, k), whole);
    return f32x4.mul(d, d);
  }
  const u = expClamped(f32x4.neg(f32x4.abs(x)));
  if (dz) put(dz, f32x4.mul(f32x4.sub(probability(x, u), y), k), whole);
  return f32x4.add(f32x4.relaxed_nmadd(x, y, f32x4.pmax(x, zero())), log1pUnit(u));
}

// @inline
function lossOver(which: i32, t: usize, z: usize, dz: usize, n: i32, factor: f32): f64 {
  const k = f32x4.splat(factor), step: usize = dz ? 4 : 0;
  let total: f64 = 0;
  for (let low = 0; low < n; low += BLOCK) {
    const high = min(n, low + BLOCK), high8 = low + ((high - low) & ~7);
    let sum = zero(), sum2 = zero(), i = low;
    for (; i < high8; i += 8, z += 32, t += 32, dz += 8 * step) {
      sum = f32x4.add(sum, lossAt(which, t, z, dz, k, true));
      sum2 = f32x4.add(sum2, lossAt(which, t + 16, z + 16, dz + 4 * step, k, true));
    }
    total += across(f32x4.add(sum, sum2));
    for (; i < high; i++, z += 4, t += 4, dz += step) {
      total += f32x4.extract_lane(lossAt(which, t, z, dz, k, false), 0);
    }
  }
  return total;
}

/** Σ max(z, 0) − z·t + log(1 + e^−|z|) and, if `dz` is not 0, dz = (σ(z) − t)·scale. */
export function binaryCrossEntropy(t: usize, z: usize, dz: usize, n: i32, scale: f32): f64 {
  return lossOver(CROSS_ENTROPY, t, z, dz, n, scale);
}

/** Σ (z − t)² and, if `dz` is not 0, dz = 2·(z − t)·scale. */
export function squaredError(t: usize, z: usize, dz: usize, n: i32, scale: f32): f64 {
  return lossOver(SQUARED_ERROR, t, z, dz, n, 2 * scale);
}
