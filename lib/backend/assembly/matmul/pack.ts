// @ts-nocheck AssemblyScript
// Copies of A and B in the order in which the tile reads them, padded with zeros to whole tiles.

import { TILE_COLUMNS, TILE_ROW_BYTES, TILE_ROWS } from "./tile.ts";

/** b[⌈n/8⌉, k, 8] = B[k, n], or B[n, k] if `transposed`. Rows of B are `ldb` numbers apart. */
export function packColumns(
  source: usize,
  ldb: i32,
  transposed: bool,
  k: i32,
  n: i32,
  target: usize,
): void {
  const row = <usize> ldb << 2;
  for (let j = 0; j < n; j += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, n - j);
    if (!transposed) {
      let from = source + (<usize> j << 2);
      if (columns == TILE_COLUMNS) {
        for (let l = 0; l < k; l++) {
          v128.store(target, v128.load(from));
          v128.store(target, v128.load(from, 16), 16);
          from += row;
          target += TILE_ROW_BYTES;
        }
      } else {
        for (let l = 0; l < k; l++) {
          for (let i = 0; i < TILE_COLUMNS; i++) {
            store<f32>(target + (i << 2), i < columns ? load<f32>(from + (i << 2)) : 0);
          }
          from += row;
          target += TILE_ROW_BYTES;
        }
      }
    } else {
      packTransposed(source + <usize> j * row, row, k, columns, target);
      target += TILE_ROW_BYTES * k;
    }
  }
}

// target[l, 0…7] = source[0…7, l], four rows and four columns at a time where possible.
function packTransposed(source: usize, row: usize, k: i32, columns: i32, target: usize): void {
  let l = 0;
  if (columns == TILE_COLUMNS) {
    for (; l + 3 < k; l += 4) {
      transpose4(source + (l << 2), row, target + TILE_ROW_BYTES * l);
      transpose4(source + (row << 2) + (l << 2), row, target + TILE_ROW_BYTES * l + 16);
    }
  }
  for (; l < k; l++) {
    for (let i = 0; i < TILE_COLUMNS; i++) {
      const value = i < columns ? load<f32>(source + <usize> i * row + (l << 2)) : <f32> 0;
      store<f32>(target + TILE_ROW_BYTES * l + (i << 2), value);
    }
  }
}

// @inline
function transpose4(source: usize, row: usize, target: usize): void {
  const r0 = v128.load(source), r1 = v128.load(source + row);
  const r2 = v128.load(source + row * 2), r3 = v128.load(source + row * 3);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5),
    low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(target, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), TILE_ROW_BYTES);
  v128.store(target, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 2 * TILE_ROW_BYTES);
  v128.store(target, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 3 * TILE_ROW_BYTES);
}

/** a[k, 6] = A[m, k], or A[k, m] if `transposed`, for `rows` ≤ 6 rows; the other rows are zero. */
export function packRows(
  source: usize,
  lda: i32,
  transposed: bool,
  k: i32,
  rows: i32,
  target: usize,
): void {
  const rowStep = transposed ? <usize> 4 : <usize> lda << 2;
  const step = transposed ? <usize> lda << 2 : <usize> 4;
  if (rows == TILE_ROWS && transposed) {
    for (let l = 0; l < k; l++) {
      v128.store(target, v128.load(source));
      store<f64>(target, load<f64>(source, 16), 16);
      source += step;
      target += 24;
    }
    return;
  }
  for (let r = 0; r < TILE_ROWS; r++) {
    let from = source + <usize> r * rowStep, to = target + (r << 2);
    for (let l = 0; l < k; l++) {
      store<f32>(to, r < rows ? load<f32>(from) : 0);
      from += step;
      to += 24;
    }
  }
}
