// @ts-nocheck AssemblyScript
// Copies, fills, gathers and transpositions.

export function fill(y: usize, value: f32, n: i32): void {
  const v = f32x4.splat(value), end = y + (<usize> n << 2), end4 = y + (<usize> (n & ~3) << 2);
  for (; y < end4; y += 16) v128.store(y, v);
  for (; y < end; y += 4) store<f32>(y, value);
}

/** y[i, j] = x[i, j] for `rows` rows of n numbers, with separate row strides. */
export function copyRows(x: usize, y: usize, rows: i32, n: i32, xRow: i32, yRow: i32): void {
  for (let r = 0; r < rows; r++) {
    let p = x, q = y;
    const end = y + (<usize> n << 2), end4 = y + (<usize> (n & ~3) << 2);
    for (; q < end4; p += 16, q += 16) v128.store(q, v128.load(p));
    for (; q < end; p += 4, q += 4) store<f32>(q, load<f32>(p));
    x += <usize> xRow << 2;
    y += <usize> yRow << 2;
  }
}

/** y[i, :] = x[indices[i], :], rows of n numbers. */
export function gatherRows(x: usize, indices: usize, y: usize, count: i32, n: i32): void {
  for (let i = 0; i < count; i++) {
    copyRows(x + (<usize> load<i32>(indices + (<usize> i << 2)) * <usize> n << 2), y, 1, n, 0, 0);
    y += <usize> n << 2;
  }
}

/**
 * y[i, j] = bytes[indices[i], j] ÷ maximum: rows of n bytes become rows of n floats. Dividing in
 * float32 gives the same bits as dividing in float64 and rounding, so every backend has the same
 * results.
 */
export function gatherBytes(
  bytes: usize,
  indices: usize,
  maximum: f32,
  y: usize,
  count: i32,
  n: i32,
): void {
  const m = f32x4.splat(maximum), bytes16 = <usize> (n & ~15) << 2;
  for (let i = 0; i < count; i++) {
    let p = bytes + <usize> load<i32>(indices + (<usize> i << 2)) * <usize> n;
    const end16 = y + bytes16, end = y + (<usize> n << 2);
    for (; y < end16; p += 16, y += 64) {
      const b = v128.load(p), b0 = i16x8.extend_low_i8x16_u(b), b8 = i16x8.extend_high_i8x16_u(b);
      putQuotients(y, i32x4.extend_low_i16x8_u(b0), m);
      putQuotients(y + 16, i32x4.extend_high_i16x8_u(b0), m);
      putQuotients(y + 32, i32x4.extend_low_i16x8_u(b8), m);
      putQuotients(y + 48, i32x4.extend_high_i16x8_u(b8), m);
    }
    for (; y < end; p++, y += 4) store<f32>(y, <f32> load<u8>(p) / maximum);
  }
}

// @inline
function putQuotients(y: usize, x: v128, divisor: v128): void {
  v128.store(y, f32x4.div(f32x4.convert_i32x4_s(x), divisor));
}

// Tiles of this many rows and columns of x and y fit the first-level cache together.
const TILE: i32 = 16;

/** y[i, j] = x[i·xi + j·xj]: transposes the last two axes of any permutation. */
export function transposeRows(
  x: usize,
  y: usize,
  n: i32,
  xi: i32,
  xj: i32,
  low: i32,
  high: i32,
): void {
  for (let i0 = low; i0 < high; i0 += TILE) {
    const i1 = min(high, i0 + TILE);
    for (let j0 = 0; j0 < n; j0 += TILE) {
      const j1 = min(n, j0 + TILE);
      for (let i = i0; i < i1; i++) {
        let p = x + (<usize> (i * xi + j0 * xj) << 2), q = y + (<usize> (i * n + j0) << 2);
        for (let j = j0; j < j1; j++, q += 4, p += <usize> xj << 2) store<u32>(q, load<u32>(p));
      }
    }
  }
}
