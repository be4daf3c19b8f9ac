// @ts-nocheck AssemblyScript
// C[r, 0…7] (+)= Σ_s Σ_l A_r[s, l] · B[s, l, 0…7] for six rows r: the inner loop of every product
// and of the convolutions that need no columns.
//
// Six rows of eight numbers are twelve accumulators. With two registers for B and one for A they
// use the fifteen 128-bit registers that V8 has available on x86-64, and twelve independent sums
// hide the latency of a fused multiply-add, four cycles. Rows need not be equally spaced: each has
// a pointer.

/** Rows and columns of the tile. */
export const TILE_ROWS: i32 = 6;
export const TILE_COLUMNS: i32 = 8;
/** Bytes of a row of the tile, and of a row of a packed panel. */
export const TILE_ROW_BYTES: usize = 32;
/** Bytes of a buffer for a tile that reaches over an edge of C, in whole cache lines. */
export const EDGE_BYTES: usize = 256;

// @inline
function tile(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  a4: usize,
  a5: usize,
  aStep: usize,
  aJump: usize,
  b: usize,
  bStep: usize,
  bJump: usize,
  segments: i32,
  length: i32,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  for (let s = segments; s > 0; s--) {
    for (let l = length; l > 0; l--) {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let a = v128.load32_splat(a0);
      c00 = f32x4.relaxed_madd(a, b0, c00);
      c01 = f32x4.relaxed_madd(a, b1, c01);
      a = v128.load32_splat(a1);
      c10 = f32x4.relaxed_madd(a, b0, c10);
      c11 = f32x4.relaxed_madd(a, b1, c11);
      a = v128.load32_splat(a2);
      c20 = f32x4.relaxed_madd(a, b0, c20);
      c21 = f32x4.relaxed_madd(a, b1, c21);
      a = v128.load32_splat(a3);
      c30 = f32x4.relaxed_madd(a, b0, c30);
      c31 = f32x4.relaxed_madd(a, b1, c31);
      a = v128.load32_splat(a4);
      c40 = f32x4.relaxed_madd(a, b0, c40);
      c41 = f32x4.relaxed_madd(a, b1, c41);
      a = v128.load32_splat(a5);
      c50 = f32x4.relaxed_madd(a, b0, c50);
      c51 = f32x4.relaxed_madd(a, b1, c51);
      a0 += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
      a4 += aStep;
      a5 += aStep;
      b += bStep;
    }
    a0 += aJump;
    a1 += aJump;
    a2 += aJump;
    a3 += aJump;
    a4 += aJump;
    a5 += aJump;
    b += bJump;
  }
  if (accumulate) {
    let p = c;
    c00 = f32x4.add(c00, v128.load(p));
    c01 = f32x4.add(c01, v128.load(p, 16));
    p += cRow;
    c10 = f32x4.add(c10, v128.load(p));
    c11 = f32x4.add(c11, v128.load(p, 16));
    p += cRow;
    c20 = f32x4.add(c20, v128.load(p));
    c21 = f32x4.add(c21, v128.load(p, 16));
    p += cRow;
    c30 = f32x4.add(c30, v128.load(p));
    c31 = f32x4.add(c31, v128.load(p, 16));
    p += cRow;
    c40 = f32x4.add(c40, v128.load(p));
    c41 = f32x4.add(c41, v128.load(p, 16));
    p += cRow;
    c50 = f32x4.add(c50, v128.load(p));
    c51 = f32x4.add(c51, v128.load(p, 16));
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += cRow;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += cRow;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += cRow;
  v128.store(c, c30);
  v128.store(c, c31, 16);
  c += cRow;
  v128.store(c, c40);
  v128.store(c, c41, 16);
  c += cRow;
  v128.store(c, c50);
  v128.store(c, c51, 16);
}

/** Six rows of A, `aRow` bytes apart, times a panel of B whose rows are `bStep` bytes apart. */
export function tileOfRows(
  a: usize,
  aRow: usize,
  b: usize,
  bStep: usize,
  length: i32,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  const a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
  tile(a, a1, a2, a3, a4, a5, 4, 0, b, bStep, 0, 1, length, c, cRow, accumulate);
}

/** Six rows of A packed column by column, times such a panel of B. */
export function tileOfSliver(
  a: usize,
  b: usize,
  bStep: usize,
  length: i32,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  tile(a, a + 4, a + 8, a + 12, a + 16, a + 20, 24, 0, b, bStep, 0, 1, length, c, cRow, accumulate);
}

/** Six windows of an image, `segments` runs of `length` numbers each, times a packed filter. */
export function tileOfWindows(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  a4: usize,
  a5: usize,
  aJump: usize,
  b: usize,
  segments: i32,
  length: i32,
  c: usize,
  cRow: usize,
): void {
  tile(a0, a1, a2, a3, a4, a5, 4, aJump, b, TILE_ROW_BYTES, 0, segments, length, c, cRow, false);
}

/** Six taps of the gradient of a filter, each summed over the pixels of an image. */
export function tileOfTaps(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  a4: usize,
  a5: usize,
  aStep: usize,
  aJump: usize,
  b: usize,
  bStep: usize,
  bJump: usize,
  segments: i32,
  length: i32,
  c: usize,
  cRow: usize,
): void {
  tile(a0, a1, a2, a3, a4, a5, aStep, aJump, b, bStep, bJump, segments, length, c, cRow, true);
}
