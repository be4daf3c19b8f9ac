// Philox4x32-10 (Salmon et al. 2011): number i of a stream is a function of i and the seed alone, so
// that threads make their shares apart and the numbers are the same whatever the threads.
//
// Block b is the 16 numbers that four neighbouring counters 4b…4b+3 give, word after word: number
// 16b + 4w + l is word w of counter 4b + l.
import { log, number, one } from "./math";

const ROUNDS: i32 = 10;
const MULTIPLIER_0: i32 = 0xD2511F53, MULTIPLIER_1: i32 = 0xCD9E8D57;
const WEYL_0: i32 = 0x9E3779B9, WEYL_1: i32 = 0xBB67AE85;

const UNIFORM = 0, NORMAL = 1, BERNOULLI = 2;

@inline function lowHalf(a: v128, b: v128): v128 {
  return i32x4.mul(a, b);
}
@inline function highHalf(a: v128, b: v128): v128 {
  const even = i64x2.extmul_low_i32x4_u(a, b), odd = i64x2.extmul_high_i32x4_u(a, b);
  return i32x4.shuffle(even, odd, 1, 3, 5, 7);
}

// In [0, 1), a multiple of 2⁻²⁴.
@inline function unit(bits: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(bits, 8)), f32x4.splat(<f32>5.9604644775390625e-8));
}

// sin(2πr) ÷ r for |r| ≤ ¼ as its Taylor polynomial in r²: relative error 1e-8
@inline function sine(r: v128): v128 {
  const z = f32x4.mul(r, r);
  let p = f32x4.splat(<f32>3.81995258485);
  p = f32x4.relaxed_madd(p, z, f32x4.splat(<f32>-15.0946425768));
  p = f32x4.relaxed_madd(p, z, f32x4.splat(<f32>42.0586939449));
  p = f32x4.relaxed_madd(p, z, f32x4.splat(<f32>-76.7058597531));
  p = f32x4.relaxed_madd(p, z, f32x4.splat(<f32>81.6052492761));
  p = f32x4.relaxed_madd(p, z, f32x4.splat(<f32>-41.3417022404));
  p = f32x4.relaxed_madd(p, z, f32x4.splat(<f32>6.28318530718));
  return f32x4.mul(p, r);
}
// sin(2πu) for 0 ≤ u < 1: sin(2πr) with r = u − 1 for u > ¾, ½ − u between ¼ and ¾
@inline function sineOfTurn(u: v128): v128 {
  const half = number(2), centred = f32x4.sub(u, half);
  const near = f32x4.le(f32x4.abs(centred), f32x4.splat(<f32>0.25));
  const wrapped = f32x4.sub(u, v128.and(one(), f32x4.gt(u, half)));
  return sine(v128.bitselect(f32x4.neg(centred), wrapped, near));
}
// cos(2πu) = sin(2πr) with r = |u − ½| − ¼; like the r above it is exact.
@inline function cosineOfTurn(u: v128): v128 {
  const c = f32x4.abs(f32x4.sub(u, number(2)));
  return sine(f32x4.sub(c, f32x4.splat(<f32>0.25)));
}

// f of the four words of a block, in place: (a, b) are (low, high − low), (mean, deviation), (p, –).
@inline function shaped(which: i32, block: usize, a: f32, b: f32): void {
  const base = f32x4.splat(a), scale = f32x4.splat(b);
  for (let w = 0; w < 4; w += 2) {
    const at = block + (<usize>w << 4), u = unit(v128.load(at)), v = unit(v128.load(at, 16));
    if (which == NORMAL) {
      // Box & Muller (1958): 1 − u is never 0.
      const r = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log(f32x4.sub(one(), u))));
      const cosine = cosineOfTurn(v);
      v128.store(at, f32x4.add(base, f32x4.mul(scale, f32x4.mul(r, cosine))));
      v128.store(at, f32x4.add(base, f32x4.mul(scale, f32x4.mul(r, sineOfTurn(v)))), 16);
    } else if (which == BERNOULLI) {
      v128.store(at, v128.and(one(), f32x4.lt(u, base)));
      v128.store(at, v128.and(one(), f32x4.lt(v, base)), 16);
    } else {
      v128.store(at, f32x4.add(base, f32x4.mul(scale, u)));
      v128.store(at, f32x4.add(base, f32x4.mul(scale, v)), 16);
    }
  }
}

/** Sixteen random words to `to`: block `index` of the stream of `seed`. */
export function randomBlock(seed: i32, index: i32, to: usize): void {
  let a = i32x4.add(i32x4.splat(index * 4), i32x4(0, 1, 2, 3));
  let b = i32x4.splat(0), c = b, d = b, k0 = seed, k1 = 0;
  const m0 = i32x4.splat(MULTIPLIER_0), m1 = i32x4.splat(MULTIPLIER_1);
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = highHalf(m0, a), low0 = lowHalf(m0, a);
    const high1 = highHalf(m1, c), low1 = lowHalf(m1, c);
    a = v128.xor(v128.xor(high1, b), i32x4.splat(k0));
    b = low1;
    c = v128.xor(v128.xor(high0, d), i32x4.splat(k1));
    d = low0;
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

// Blocks low…high−1 of n numbers at y; the last block may be cut short by way of `scratch`.
@inline function draw(
  which: i32, seed: i32, y: usize, n: i32, low: i32, high: i32, a: f32, b: f32, scratch: usize,
): void {
  for (let i = low; i < high; i++) {
    const whole = 16 * i + 16 <= n, at = whole ? y + (<usize>i << 6) : scratch;
    randomBlock(seed, i, at);
    shaped(which, at, a, b);
    if (!whole) memory.copy(y + (<usize>i << 6), scratch, <usize>(n - 16 * i) << 2);
  }
}
export function randomUniform(
  seed: i32, y: usize, n: i32, low: i32, high: i32, a: f32, b: f32, scratch: usize,
): void {
  draw(UNIFORM, seed, y, n, low, high, a, b, scratch);
}
export function randomNormal(
  seed: i32, y: usize, n: i32, low: i32, high: i32, a: f32, b: f32, scratch: usize,
): void {
  draw(NORMAL, seed, y, n, low, high, a, b, scratch);
}
export function randomBernoulli(
  seed: i32, y: usize, n: i32, low: i32, high: i32, a: f32, b: f32, scratch: usize,
): void {
  draw(BERNOULLI, seed, y, n, low, high, a, b, scratch);
}
