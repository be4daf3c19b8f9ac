// @ts-nocheck AssemblyScript
// Layers of causal networks over images on a grid: each image has a row of zeros above and a column of
// zeros to its left, so (height + 1) × (width + 1) cells. Channels are a multiple of 4.

/**
 * y = clamp(y + bias) in the pixels and 0 in the rest of the grid, over `images` grids; clamp() keeps
 * numbers in 0…largest and, if `steps` is not 0, rounds them to multiples of 1 ÷ steps. `bias` may be 0.
 */
export function causalFinish(
  y: usize,
  bias: usize,
  images: i32,
  gridHeight: i32,
  gridWidth: i32,
  channels: i32,
  largest: f32,
  steps: f32,
): void {
  const cell = <usize> channels << 2, zero = f32x4.splat(0), top = f32x4.splat(largest);
  const unit = f32x4.splat(steps), inverse = f32x4.splat(1 / steps), half = f32x4.splat(0.5);
  for (let n = 0; n < images; n++) {
    memory.fill(y, 0, cell * gridWidth);
    y += cell * gridWidth;
    for (let row = 1; row < gridHeight; row++) {
      memory.fill(y, 0, cell);
      y += cell;
      for (let column = 1; column < gridWidth; column++) {
        for (let c: usize = 0; c < cell; c += 16, y += 16) {
          let value = v128.load(y);
          if (bias) value = f32x4.add(value, v128.load(bias + c));
          if (steps != 0) {
            value = f32x4.mul(f32x4.floor(f32x4.add(f32x4.mul(value, unit), half)), inverse);
          }
          v128.store(y, f32x4.min(f32x4.max(value, zero), top));
        }
      }
    }
  }
}

/** Zeros in the first row and column of each of `images` grids. */
export function clearMargins(
  y: usize,
  images: i32,
  gridHeight: i32,
  gridWidth: i32,
  channels: i32,
): void {
  const cell = <usize> channels << 2, row = cell * gridWidth;
  for (let n = 0; n < images; n++) {
    memory.fill(y, 0, row);
    for (let i = 1; i < gridHeight; i++) memory.fill(y + i * row, 0, cell);
    y += gridHeight * row;
  }
}

/** dz = dy where 0 < y < largest, else 0, over `cells` cells; db[c] (+)= Σ dz[:, c] */
export function causalMask(
  y: usize,
  dy: usize,
  dz: usize,
  cells: i32,
  channels: i32,
  largest: f32,
  db: usize,
): void {
  const cell = <usize> channels << 2, zero = f32x4.splat(0), top = f32x4.splat(largest);
  for (let i = 0; i < cells; i++) {
    for (let c: usize = 0; c < cell; c += 16, y += 16, dy += 16, dz += 16) {
      const value = v128.load(y);
      const inside = v128.and(f32x4.gt(value, zero), f32x4.lt(value, top));
      const d = v128.and(v128.load(dy), inside);
      v128.store(dz, d);
      if (db) v128.store(db + c, f32x4.add(v128.load(db + c), d));
    }
  }
}

/**
 * y[p] = base[p] + Σ_k window[k] · x[p + tap_k] for images low…high−1; `taps` has the rows and columns of
 * the taps. A pixel that is not 0 adds to the cells that see it, so black pixels cost nothing.
 */
export function causalWindow(
  x: usize,
  window: usize,
  base: usize,
  y: usize,
  taps: usize,
  count: i32,
  low: i32,
  high: i32,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const cell = <usize> channels << 2, gridRow = cell * (width + 1);
  x += <usize> low * height * width << 2;
  y += <usize> low * (height + 1) * gridRow;
  for (let n = low; n < high; n++) {
    for (let row = 0; row < height; row++) {
      memory.copy(y + (row + 1) * gridRow + cell, base + row * cell * width, cell * width);
    }
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++, x += 4) {
        if (load<f32>(x) == 0) continue;
        const value = v128.load32_splat(x);
        let w = window;
        for (let k = 0; k < count; k++, w += cell) {
          const seenRow = row - load<i32>(taps + (k << 3));
          const seenColumn = column - load<i32>(taps + (k << 3), 4);
          if (<u32> seenRow >= <u32> height || <u32> seenColumn >= <u32> width) continue;
          const at = y + (seenRow + 1) * gridRow + (seenColumn + 1) * cell;
          for (let c: usize = 0; c < cell; c += 16) {
            v128.store(at + c, f32x4.relaxed_madd(value, v128.load(w + c), v128.load(at + c)));
          }
        }
      }
    }
    y += (height + 1) * gridRow;
  }
}

/**
 * The gradients of {@linkcode causalWindow} over `images` images: dbase += Σ_n dz, dwindow[k] +=
 * Σ_n,p x[p + tap_k] · dz[p].
 */
export function causalWindowGradient(
  x: usize,
  dz: usize,
  dwindow: usize,
  dbase: usize,
  taps: usize,
  count: i32,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const cell = <usize> channels << 2, gridRow = cell * (width + 1);
  for (let n = 0; n < images; n++) {
    let sum = dbase;
    for (let row = 0; row < height; row++) {
      let from = dz + (row + 1) * gridRow + cell;
      const end = from + cell * width;
      for (; from < end; from += 16, sum += 16) {
        v128.store(sum, f32x4.add(v128.load(sum), v128.load(from)));
      }
    }
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++, x += 4) {
        if (load<f32>(x) == 0) continue;
        const value = v128.load32_splat(x);
        let w = dwindow;
        for (let k = 0; k < count; k++, w += cell) {
          const seenRow = row - load<i32>(taps + (k << 3));
          const seenColumn = column - load<i32>(taps + (k << 3), 4);
          if (<u32> seenRow >= <u32> height || <u32> seenColumn >= <u32> width) continue;
          const at = dz + (seenRow + 1) * gridRow + (seenColumn + 1) * cell;
          for (let c: usize = 0; c < cell; c += 16) {
            v128.store(w + c, f32x4.relaxed_madd(value, v128.load(at + c), v128.load(w + c)));
          }
        }
      }
    }
    dz += (height + 1) * gridRow;
  }
}
