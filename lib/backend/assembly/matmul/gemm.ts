// @ts-nocheck AssemblyScript
// C = A·B (+ C where `accumulate`), row by row, A m×k and B k×n; either may be stored transposed.
//
// After Goto & van de Geijn (2008): a block of B is packed once into panels of eight columns and
// stays in the second-level cache, while six rows of A at a time, in the first-level cache, are
// multiplied with it. Rows of A are packed only if they are stored transposed or are fewer than
// six, B only if A has many rows.

import { packColumns, packRows } from "./pack.ts";
import { thinProduct } from "./thin.ts";
import {
  EDGE_BYTES,
  TILE_COLUMNS,
  TILE_ROW_BYTES,
  TILE_ROWS,
  tileOfRows,
  tileOfSliver,
} from "./tile.ts";

// 256 × 512 numbers of B are 512 KiB, half of a typical second-level cache of 1 MiB. Six rows of
// 256 numbers are 6 KiB and a panel is 8 KiB: both fit a first-level cache of 32 KiB.
const BLOCK_DEPTH: i32 = 256;
const BLOCK_COLUMNS: i32 = 512;

// Below this many rows or columns a tile would mostly multiply zeros.
const THIN: i32 = 3;
// With fewer rows of A, each panel of B would be read too few times to be worth packing.
const WORTH_PACKING: i32 = 128;
// Below this many multiplications, packing costs more than it saves.
const TINY: i32 = 2048;

/** Bytes that {@link sgemm} needs at `pack`: an edge tile, a sliver of A and a block of B. */
export function sgemmScratch(): i32 {
  return <i32> EDGE_BYTES + TILE_ROWS * BLOCK_DEPTH * 4 + BLOCK_DEPTH * BLOCK_COLUMNS * 4;
}

export function sgemm(
  transposeA: bool,
  transposeB: bool,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  accumulate: bool,
  c: usize,
  ldc: i32,
  pack: usize,
): void {
  if (m <= 0 || n <= 0) return;
  if (k <= 0 || m < THIN || m * n * k < TINY) {
    thinProduct(transposeA, transposeB, m, n, k, a, lda, b, ldb, accumulate, c, ldc, 1);
    return;
  }
  if (n < THIN) { // Cᵀ = Bᵀ·Aᵀ
    thinProduct(!transposeB, !transposeA, n, m, k, b, ldb, a, lda, accumulate, c, 1, ldc);
    return;
  }
  const edge = pack, sliver = pack + EDGE_BYTES, panels = sliver + TILE_ROWS * BLOCK_DEPTH * 4;
  for (let j = 0; j < n; j += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, n - j);
    for (let l = 0; l < k; l += BLOCK_DEPTH) {
      const depth = min(BLOCK_DEPTH, k - l);
      const from = transposeB ? <usize> j * ldb + l : <usize> l * ldb + j;
      const bBlock = b + (from << 2), tail = columns & (TILE_COLUMNS - 1);
      // The rows of B serve as panels; only the last columns are packed, filled up to a panel.
      const asItLies = !transposeB && m < WORTH_PACKING;
      let panel = panels, step = TILE_ROW_BYTES, panelStep = TILE_ROW_BYTES * depth;
      if (asItLies) {
        if (tail) {
          packColumns(bBlock + (<usize> (columns - tail) << 2), ldb, false, depth, tail, panels);
        }
        panel = bBlock;
        step = <usize> ldb << 2;
        panelStep = TILE_ROW_BYTES;
      } else {
        packColumns(bBlock, ldb, transposeB, depth, columns, panels);
      }
      const aBlock = a + ((transposeA ? <usize> l * lda : <usize> l) << 2);
      const last = asItLies ? panels : panels + panelStep * (columns / TILE_COLUMNS);
      rowsTimesPanels(
        transposeA,
        m,
        columns,
        depth,
        aBlock,
        lda,
        panel,
        step,
        panelStep,
        last,
        accumulate || l > 0,
        c + (<usize> j << 2),
        ldc,
        sliver,
        edge,
      );
    }
  }
}

// Whole panels begin `panelStep` bytes apart and have rows `step` bytes apart; `last` is the packed
// panel of the remaining columns.
function rowsTimesPanels(
  transposeA: bool,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  panels: usize,
  step: usize,
  panelStep: usize,
  last: usize,
  accumulate: bool,
  c: usize,
  ldc: i32,
  sliver: usize,
  edge: usize,
): void {
  const cRow = <usize> ldc << 2, aRow = <usize> lda << 2;
  for (let i = 0; i < m; i += TILE_ROWS) {
    const rows = min(TILE_ROWS, m - i);
    const from = a + (transposeA ? <usize> i << 2 : <usize> i * aRow);
    const packed = transposeA || rows < TILE_ROWS;
    if (packed) packRows(from, lda, transposeA, k, rows, sliver);
    let panel = panels, target = c + <usize> i * cRow;
    for (let j = 0; j < n; j += TILE_COLUMNS) {
      const wide = n - j >= TILE_COLUMNS, whole = rows == TILE_ROWS && wide;
      const b = wide ? panel : last, bStep = wide ? step : TILE_ROW_BYTES;
      const to = whole ? target : edge, row = whole ? cRow : TILE_ROW_BYTES;
      if (packed) tileOfSliver(sliver, b, bStep, k, to, row, whole && accumulate);
      else tileOfRows(from, aRow, b, bStep, k, to, row, whole && accumulate);
      if (!whole) copyEdge(edge, target, cRow, rows, min(TILE_COLUMNS, n - j), accumulate);
      panel += panelStep;
      target += TILE_COLUMNS << 2;
    }
  }
}

/** Copies, or adds, the part of a tile that lies inside the matrix. */
export function copyEdge(
  edge: usize,
  target: usize,
  row: usize,
  rows: i32,
  columns: i32,
  accumulate: bool,
): void {
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < columns; i++) {
      const to = target + (<usize> i << 2), value = load<f32>(edge + (<usize> i << 2));
      store<f32>(to, accumulate ? load<f32>(to) + value : value);
    }
    edge += TILE_ROW_BYTES;
    target += row;
  }
}
