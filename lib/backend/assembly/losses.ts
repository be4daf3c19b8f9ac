// Losses over n numbers, and their gradients for a mean of `scale` = 1 ÷ (numbers in all).
// Sums run over blocks in float32 and over the blocks in double precision.
import { expClamped, log1pUnit, one, zero } from "./math";

const BLOCK: i32 = 1024;

@inline function across(a: v128): f64 {
  return <f64>f32x4.extract_lane(a, 0) + <f64>f32x4.extract_lane(a, 1) +
    <f64>f32x4.extract_lane(a, 2) + <f64>f32x4.extract_lane(a, 3);
}

// Σ max(z, 0) − z·t + log(1 + e^−|z|) and, where `dz` is not 0, dz = (σ(z) − t)·scale.
// e^−|z| gives both: σ(|z|) = 1 ÷ (1 + e^−|z|), and σ(z) is that or one minus that.
@inline function crossEntropy(z: v128, t: v128, u: v128): v128 {
  return f32x4.add(f32x4.relaxed_nmadd(z, t, f32x4.max(z, zero())), log1pUnit(u));
}
@inline function probability(z: v128, u: v128): v128 {
  const p = f32x4.div(one(), f32x4.add(one(), u));
  return v128.bitselect(p, f32x4.sub(one(), p), f32x4.ge(z, zero()));
}

export function binaryCrossEntropy(t: usize, z: usize, dz: usize, n: i32, scale: f32): f64 {
  const k = f32x4.splat(scale);
  let total: f64 = 0;
  for (let low = 0; low < n; low += BLOCK) {
    const high = min(n, low + BLOCK), high4 = low + ((high - low) & ~3);
    let sum = zero(), i = low;
    for (; i < high4; i += 4, z += 16, t += 16) {
      const x = v128.load(z), y = v128.load(t), u = expClamped(f32x4.neg(f32x4.abs(x)));
      sum = f32x4.add(sum, crossEntropy(x, y, u));
      if (!dz) continue;
      v128.store(dz, f32x4.mul(f32x4.sub(probability(x, u), y), k));
      dz += 16;
    }
    total += across(sum);
    for (; i < high; i++, z += 4, t += 4) {
      const x = v128.load32_splat(z), y = v128.load32_splat(t);
      const u = expClamped(f32x4.neg(f32x4.abs(x)));
      total += f32x4.extract_lane(crossEntropy(x, y, u), 0);
      if (!dz) continue;
      store<f32>(dz, f32x4.extract_lane(f32x4.mul(f32x4.sub(probability(x, u), y), k), 0));
      dz += 4;
    }
  }
  return total;
}

/** Σ (z − t)² and, where `dz` is not 0, dz = 2·(z − t)·scale. */
export function squaredError(t: usize, z: usize, dz: usize, n: i32, scale: f32): f64 {
  const k = f32x4.splat(2 * scale);
  let total: f64 = 0;
  for (let low = 0; low < n; low += BLOCK) {
    const high = min(n, low + BLOCK), high4 = low + ((high - low) & ~3);
    let sum = zero(), i = low;
    for (; i < high4; i += 4, z += 16, t += 16) {
      const d = f32x4.sub(v128.load(z), v128.load(t));
      sum = f32x4.relaxed_madd(d, d, sum);
      if (!dz) continue;
      v128.store(dz, f32x4.mul(d, k));
      dz += 16;
    }
    total += across(sum);
    for (; i < high; i++, z += 4, t += 4) {
      const d: f32 = load<f32>(z) - load<f32>(t);
      total += d * d;
      if (!dz) continue;
      store<f32>(dz, d * 2 * scale);
      dz += 4;
    }
  }
  return total;
}
