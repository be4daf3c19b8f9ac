// @ts-nocheck AssemblyScript
// One step of an optimiser over n numbers: w the variable, g its gradient, m and v the moments.
import { constant, SMALLEST_NORMAL } from "./elementwise/math.ts";

// x, or 0 where its size is subnormal: with subnormal numbers a step takes four times as long. The moments of a
// unit that no longer learns become so small, with β₁ = .9 after 830 steps, and rounding keeps them there.
// @inline
function normalOrZero(x: v128, size: v128): v128 {
  return v128.andnot(x, f32x4.lt(size, constant(SMALLEST_NORMAL)));
}

// m ← m + (1−β₁)(g − m), v ← v + (1−β₂)(g² − v), w ← w·shrink − rate · m ÷ (√v·root + ε)
//
// Kingma & Ba (2015) with both bias corrections moved out of the loop: rate = α ÷ (1−β₁ᵗ) and
// root = 1 ÷ √(1−β₂ᵗ). shrink is 1, or 1 − α·λ with decoupled decay (Loshchilov & Hutter 2019).
// @inline
function adamOf(
  w: v128,
  g: v128,
  m: usize,
  v: usize,
  gain1: v128,
  gain2: v128,
  rate: v128,
  root: v128,
  epsilon: v128,
  shrink: v128,
  whole: bool,
): v128 {
  const m0 = whole ? v128.load(m) : v128.load32_splat(m),
    v0 = whole ? v128.load(v) : v128.load32_splat(v);
  let m1 = f32x4.relaxed_madd(f32x4.sub(g, m0), gain1, m0);
  let v1 = f32x4.relaxed_madd(f32x4.relaxed_madd(g, g, f32x4.neg(v0)), gain2, v0);
  m1 = normalOrZero(m1, f32x4.abs(m1));
  v1 = normalOrZero(v1, v1);
  if (whole) {
    v128.store(m, m1);
    v128.store(v, v1);
  } else {
    store<f32>(m, f32x4.extract_lane(m1, 0));
    store<f32>(v, f32x4.extract_lane(v1, 0));
  }
  const step = f32x4.div(m1, f32x4.relaxed_madd(f32x4.sqrt(v1), root, epsilon));
  return f32x4.relaxed_nmadd(rate, step, f32x4.mul(w, shrink));
}

export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  beta1: f32,
  beta2: f32,
  rate: f32,
  root: f32,
  epsilon: f32,
  shrink: f32,
): void {
  const b1 = f32x4.splat(<f32> 1 - beta1), b2 = f32x4.splat(<f32> 1 - beta2), a = f32x4.splat(rate);
  const c = f32x4.splat(root), e = f32x4.splat(epsilon), s = f32x4.splat(shrink);
  const end = w + (<usize> n << 2), end4 = w + (<usize> (n & ~3) << 2);
  for (; w < end4; w += 16, g += 16, m += 16, v += 16) {
    v128.store(w, adamOf(v128.load(w), v128.load(g), m, v, b1, b2, a, c, e, s, true));
  }
  for (; w < end; w += 4, g += 4, m += 4, v += 4) {
    const y = adamOf(v128.load32_splat(w), v128.load32_splat(g), m, v, b1, b2, a, c, e, s, false);
    store<f32>(w, f32x4.extract_lane(y, 0));
  }
}

/** m ← μ·m + g, w ← w − rate·m, or with Nesterov momentum w ← w − rate·(g + μ·m) */
export function momentum(
  w: usize,
  g: usize,
  m: usize,
  n: i32,
  mu: f32,
  rate: f32,
  nesterov: bool,
): void {
  const k = f32x4.splat(mu), a = f32x4.splat(rate);
  const end = w + (<usize> n << 2), end4 = w + (<usize> (n & ~3) << 2);
  for (; w < end4; w += 16, g += 16, m += 16) {
    const d = v128.load(g), sum = f32x4.relaxed_madd(v128.load(m), k, d);
    const m1 = normalOrZero(sum, f32x4.abs(sum));
    v128.store(m, m1);
    const step = nesterov ? f32x4.relaxed_madd(m1, k, d) : m1;
    v128.store(w, f32x4.relaxed_nmadd(a, step, v128.load(w)));
  }
  for (; w < end; w += 4, g += 4, m += 4) {
    const d = load<f32>(g), sum = f32x4.splat(load<f32>(m) * mu + d);
    const m1 = f32x4.extract_lane(normalOrZero(sum, f32x4.abs(sum)), 0);
    store<f32>(m, m1);
    store<f32>(w, load<f32>(w) - rate * (nesterov ? m1 * mu + d : m1));
  }
}
