// @ts-nocheck AssemblyScript
// 3×3 convolutions of stride 2 with 25 products instead of 36 for 2×2 outputs.
//
// Along one dimension, two outputs of stride 2 read five inputs:
//
//     y0 = d0·g0 + d1·g1 + d2·g2
//     y1 = d2·g0 + d3·g1 + d4·g2
//
// The even inputs and taps are F(2, 2) of Winograd (1980), three products instead of four, and the odd ones
// join the first and the last of them:
//
//     y0 = p0 + p1, y1 = p1 + p2 with
//     p0 = (d0−d2)·g0 + d1·g1, p1 = d2·(g0+g2), p2 = (d4−d2)·g2 + d3·g1
//
// In two dimensions this makes nine planes of products [tiles, k] · [k, f], k = 1, 2 or 4 times c. All
// factors are ±1, so the rounding is that of the direct algorithm.
//
// The gradient of the input, or the transposed convolution, gives four outputs for two inputs and their
// neighbour before, d0, d1, d2:
//
//     x0 = (d0−d1)·g2 + d1·(g0+g2), x1 = d1·g1, x2 = d1·(g0+g2) + (d2−d1)·g0, x3 = d2·g1
//
// which are 16 planes of inputs times one, two or four filters.
//
// Five factors along each dimension make 25 blocks [c, f] of a filter, or [tiles, c] of data. `plane` is the
// number of bytes of a block for all tiles.

import type { Tiles } from "../geometry.ts";
import { clearEnds, GAP, rowOf, RUN, zeros } from "./strips.ts";

// The blocks of the factors (i, j) of a convolution, 5·i + j, in the order of the planes that they belong to:
// d0−d2, d1 | d2 | d4−d2, d3.
const FORWARD_BLOCKS = memory.data<u8>(
  // deno-fmt-ignore
  [0, 1, 4, 6, 7, 2, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19, 21, 22, 17, 18, 20, 23, 24],
);
// The same for the gradient, g2 | g0+g2, g1 | g0 | g1, and the first block of each plane. A plane has as many
// blocks as the product of the widths of its factors.
const GRADIENT_BLOCKS = memory.data<u8>(
  // deno-fmt-ignore
  [0, 1, 2, 3, 4, 5, 7, 8, 11, 13, 6, 9, 10, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24],
);
const GRADIENT_FIRST = memory.data<u8>(
  // deno-fmt-ignore
  [0, 1, 1, 3, 4, 5, 7, 7, 11, 13, 5, 7, 7, 11, 13, 15, 16, 16, 18, 19, 20, 21, 21, 23, 24],
);
const GRADIENT_WIDTHS = memory.data<u8>([1, 2, 2, 1, 1]);
// The factors of the filter: tap 0, 1 or 2, or 3 for g0+g2.
const FORWARD_TAPS = memory.data<u8>([0, 1, 3, 2, 1]);
const GRADIENT_TAPS = memory.data<u8>([2, 3, 1, 0, 1]);

/**
 * planes[25 blocks] of X, grouped to nine planes [tiles, k]. `scratch` holds 6 rows of 34·c numbers.
 */
export function stridedInput(
  x: usize,
  planes: usize,
  plane: usize,
  first: i32,
  count: i32,
  tiles: Tiles,
  scratch: usize,
): void {
  const height = tiles.height, width = tiles.width, channels = tiles.channels;
  const tilesY = tiles.tilesY, tilesX = tiles.tilesX, top = tiles.top, left = tiles.left;
  const pixel = <usize> channels << 2, row = pixel * width, last = first + count;
  let tile: usize = 0;
  for (let t = first; t < last;) {
    const column = t % tilesX, run = min(min(RUN, tilesX - column), last - t);
    const columns = run * 4 + 1, s = pixel * columns + GAP;
    const image = x + row * height * (t / (tilesX * tilesY)), y = t / tilesX % tilesY * 4 - top;
    const x0 = column * 4 - left, strip = scratch, outside = scratch + s * 5;
    const begin = max(0, -x0), end = max(begin, min(columns, width - x0));
    const inside = pixel * (end - begin), start = image + pixel * (x0 + begin);
    if (y < 0 || y + 5 > height) zeros(outside, outside + inside);
    let d0 = rowOf(start, row, y, height, outside), d1 = rowOf(start, row, y + 1, height, outside);
    let d2 = rowOf(start, row, y + 2, height, outside);
    let d3 = rowOf(start, row, y + 3, height, outside);
    let d4 = rowOf(start, row, y + 4, height, outside);
    clearEnds(strip, 5, s, pixel * begin, pixel * end, pixel * columns);
    for (let to = strip + pixel * begin, stop = to + inside; to < stop; to += 16) {
      const middle = v128.load(d2);
      v128.store(to, f32x4.sub(v128.load(d0), middle));
      v128.store(to + s, v128.load(d1));
      v128.store(to + s * 2, middle);
      v128.store(to + s * 3, f32x4.sub(v128.load(d4), middle));
      v128.store(to + s * 4, v128.load(d3));
      d0 += 16;
      d1 += 16;
      d2 += 16;
      d3 += 16;
      d4 += 16;
    }
    for (let from = strip, k = 0; k < run; k++, from += pixel * 4, tile++) {
      inputRow(from, pixel, planes, plane, tile, 2, 0);
      inputRow(from + s, pixel, planes, plane, tile, 2, 1);
      inputRow(from + s * 2, pixel, planes + plane * 10, plane, tile, 1, 0);
      inputRow(from + s * 3, pixel, planes + plane * 15, plane, tile, 2, 0);
      inputRow(from + s * 4, pixel, planes + plane * 15, plane, tile, 2, 1);
    }
    t += run;
  }
}

// One of the `depth` rows of a tile in the three planes that begin at `planes`.
function inputRow(
  from: usize,
  pixel: usize,
  planes: usize,
  plane: usize,
  tile: usize,
  depth: usize,
  index: usize,
): void {
  const place = (tile * depth + index) * pixel;
  let to0 = planes + place * 2, to1 = planes + plane * depth * 2 + place;
  let to2 = planes + plane * depth * 3 + place * 2;
  for (const stop = from + pixel; from < stop; from += 16) {
    const from2 = from + pixel * 2, middle = v128.load(from2);
    v128.store(to0, f32x4.sub(v128.load(from), middle));
    v128.store(to0 + pixel, v128.load(from + pixel));
    v128.store(to1, middle);
    v128.store(to2, f32x4.sub(v128.load(from2 + pixel * 2), middle));
    v128.store(to2 + pixel, v128.load(from2 + pixel));
    to0 += 16;
    to1 += 16;
    to2 += 16;
  }
}

/** Y = act(the sums of the nine planes + bias), act ReLU or none; bias 0 means none. */
export function stridedOutput(
  planes: usize,
  plane: usize,
  y: usize,
  first: i32,
  count: i32,
  tiles: Tiles,
  bias: usize,
  relu: bool,
): void {
  const height = tiles.height, width = tiles.width, channels = tiles.channels;
  const tilesY = tiles.tilesY, tilesX = tiles.tilesX;
  const pixel = <usize> channels << 2, row = pixel * width, none = f32x4.splat(0);
  for (let t = first; t < first + count; t++) {
    const image = t / (tilesY * tilesX), y0 = t / tilesX % tilesY * 2, x0 = t % tilesX * 2;
    const below = y0 + 1 < height, right = x0 + 1 < width;
    let to = y + row * (image * height + y0) + pixel * x0;
    for (let c: usize = 0; c < pixel; c += 16, to += 16) {
      const b = bias ? v128.load(bias + c) : none, p0 = planes + c, p1 = p0 + plane * 3;
      const a0 = v128.load(p1), a1 = v128.load(p1 + plane), a2 = v128.load(p1 + plane * 2);
      const u1 = f32x4.add(f32x4.add(v128.load(p0 + plane), a1), b);
      put(to, f32x4.add(f32x4.add(v128.load(p0), a0), u1), relu);
      if (right) put(to + pixel, f32x4.add(u1, f32x4.add(v128.load(p0 + plane * 2), a2)), relu);
      if (!below) continue;
      const p2 = p1 + plane * 3, l1 = f32x4.add(f32x4.add(v128.load(p2 + plane), a1), b);
      put(to + row, f32x4.add(f32x4.add(v128.load(p2), a0), l1), relu);
      if (!right) continue;
      put(to + row + pixel, f32x4.add(l1, f32x4.add(v128.load(p2 + plane * 2), a2)), relu);
    }
    planes += pixel;
  }
}

// @inline
function put(to: usize, value: v128, relu: bool): void {
  v128.store(to, relu ? f32x4.pmax(value, f32x4.splat(0)) : value);
}

/** The gradients of the nine planes of the outputs. */
export function stridedOutputGradient(
  dy: usize,
  planes: usize,
  plane: usize,
  first: i32,
  count: i32,
  tiles: Tiles,
): void {
  const height = tiles.height, width = tiles.width, channels = tiles.channels;
  const tilesY = tiles.tilesY, tilesX = tiles.tilesX;
  const pixel = <usize> channels << 2, row = pixel * width, none = f32x4.splat(0);
  for (let t = first; t < first + count; t++) {
    const image = t / (tilesY * tilesX), y0 = t / tilesX % tilesY * 2, x0 = t % tilesX * 2;
    const below = y0 + 1 < height, right = x0 + 1 < width;
    let from = dy + row * (image * height + y0) + pixel * x0;
    for (let to = planes, stop = to + pixel; to < stop; to += 16, from += 16) {
      const a = v128.load(from), b = right ? v128.load(from + pixel) : none;
      const c = below ? v128.load(from + row) : none;
      const d = below && right ? v128.load(from + row + pixel) : none;
      putThree(to, plane, a, b);
      putThree(to + plane * 3, plane, f32x4.add(a, c), f32x4.add(b, d));
      putThree(to + plane * 6, plane, c, d);
    }
    planes += pixel;
  }
}

// @inline
function putThree(to: usize, plane: usize, a: v128, b: v128): void {
  v128.store(to, a);
  v128.store(to + plane, f32x4.add(a, b));
  v128.store(to + plane * 2, b);
}

/** The 16 planes of dY for the gradient of the input. `scratch` holds 5 rows of 18·f numbers. */
export function stridedGradientInput(
  dy: usize,
  planes: usize,
  plane: usize,
  first: i32,
  count: i32,
  tiles: Tiles,
  scratch: usize,
): void {
  const height = tiles.height, width = tiles.width, channels = tiles.channels;
  const tilesY = tiles.tilesY, tilesX = tiles.tilesX;
  const pixel = <usize> channels << 2, row = pixel * width, last = first + count;
  for (let t = first; t < last;) {
    const column = t % tilesX, run = min(min(RUN, tilesX - column), last - t);
    const columns = run * 2 + 1, s = pixel * columns + GAP;
    const image = dy + row * height * (t / (tilesX * tilesY)), y = t / tilesX % tilesY * 2 - 1;
    const x0 = column * 2 - 1, strip = scratch, outside = scratch + s * 4;
    const begin = max(0, -x0), end = max(begin, min(columns, width - x0));
    const inside = pixel * (end - begin), start = image + pixel * (x0 + begin);
    if (y < 0 || y + 3 > height) zeros(outside, outside + inside);
    let d0 = rowOf(start, row, y, height, outside), d1 = rowOf(start, row, y + 1, height, outside);
    let d2 = rowOf(start, row, y + 2, height, outside);
    clearEnds(strip, 4, s, pixel * begin, pixel * end, pixel * columns);
    for (let to = strip + pixel * begin, stop = to + inside; to < stop; to += 16) {
      const middle = v128.load(d1), after = v128.load(d2);
      v128.store(to, f32x4.sub(v128.load(d0), middle));
      v128.store(to + s, middle);
      v128.store(to + s * 2, f32x4.sub(after, middle));
      v128.store(to + s * 3, after);
      d0 += 16;
      d1 += 16;
      d2 += 16;
    }
    for (let tile = strip, k = 0; k < run; k++, tile += pixel * 2, planes += pixel) {
      for (let i: usize = 0; i < 4; i++) {
        let from = tile + s * i, to = planes + plane * 4 * i;
        for (const stop = from + pixel; from < stop; from += 16, to += 16) {
          const middle = v128.load(from + pixel), after = v128.load(from + pixel * 2);
          v128.store(to, f32x4.sub(v128.load(from), middle));
          v128.store(to + plane, middle);
          v128.store(to + plane * 2, f32x4.sub(after, middle));
          v128.store(to + plane * 3, after);
        }
      }
    }
    t += run;
  }
}

/** dX = act(the sums of the 25 blocks + bias). */
export function stridedGradientOutput(
  planes: usize,
  plane: usize,
  x: usize,
  first: i32,
  count: i32,
  tiles: Tiles,
  bias: usize,
  relu: bool,
): void {
  const height = tiles.height, width = tiles.width, channels = tiles.channels;
  const tilesY = tiles.tilesY, tilesX = tiles.tilesX, top = tiles.top, left = tiles.left;
  const pixel = <usize> channels << 2, row = pixel * width, five = plane * 5;
  let tile: usize = 0;
  for (let t = first; t < first + count; t++, tile++) {
    const image = t / (tilesY * tilesX), y = t / tilesX % tilesY * 4 - top;
    const x0 = t % tilesX * 4 - left, to = x + row * (image * height + y) + pixel * x0;
    const step = pixel * tile, double = planes + five, last = planes + five * 4;
    if (y >= 0) {
      // deno-fmt-ignore
      outputRow(planes + step, plane, step, double + step * 2, plane * 2, step * 2, to, pixel, x0, width, bias, relu);
    }
    if (y + 1 >= 0 && y + 1 < height) {
      const from = double + step * 2 + pixel;
      // deno-fmt-ignore
      outputRow(from, plane * 2, step * 2 + pixel, 0, 0, 0, to + row, pixel, x0, width, bias, relu);
    }
    if (y + 2 >= 0 && y + 2 < height) {
      const from = planes + five * 3 + step, to2 = to + row * 2;
      // deno-fmt-ignore
      outputRow(from, plane, step, double + step * 2, plane * 2, step * 2, to2, pixel, x0, width, bias, relu);
    }
    if (y + 3 < height) {
      outputRow(last + step, plane, step, 0, 0, 0, to + row * 3, pixel, x0, width, bias, relu);
    }
  }
}

// One row of four outputs: of the blocks at `a` and, if it is not 0, of those at `b` as well. The blocks of
// the first column begin there, those of the second are `more` further: it has two filters.
function outputRow(
  a: usize,
  planeA: usize,
  moreA: usize,
  b: usize,
  planeB: usize,
  moreB: usize,
  to: usize,
  pixel: usize,
  x0: i32,
  width: i32,
  bias: usize,
  relu: bool,
): void {
  const none = f32x4.splat(0);
  const in0 = x0 >= 0, in1 = x0 + 1 >= 0 && x0 + 1 < width, in2 = x0 + 2 >= 0 && x0 + 2 < width;
  const in3 = x0 + 3 < width;
  const a1 = planeA + moreA, b1 = planeB + moreB;
  for (let c: usize = 0; c < pixel; c += 16, a += 16, b += 16, to += 16) {
    let m0 = v128.load(a), m1 = v128.load(a + a1), m2 = v128.load(a + a1 + pixel);
    let m3 = v128.load(a + planeA * 3), m4 = v128.load(a + planeA * 4);
    if (planeB) {
      m0 = f32x4.add(m0, v128.load(b));
      m1 = f32x4.add(m1, v128.load(b + b1));
      m2 = f32x4.add(m2, v128.load(b + b1 + pixel));
      m3 = f32x4.add(m3, v128.load(b + planeB * 3));
      m4 = f32x4.add(m4, v128.load(b + planeB * 4));
    }
    const add = bias ? v128.load(bias + c) : none;
    m1 = f32x4.add(m1, add);
    if (in0) put(to, f32x4.add(m0, m1), relu);
    if (in1) put(to + pixel, f32x4.add(m2, add), relu);
    if (in2) put(to + pixel * 2, f32x4.add(m1, m3), relu);
    if (in3) put(to + pixel * 3, f32x4.add(m4, add), relu);
  }
}

/**
 * The 25 blocks of a filter g[3, 3, rows, columns], rows low…high−1: each [rows, columns] for a convolution.
 * With `gradient` the filter is transposed, and the blocks of a plane lie side by side, [rows, width, columns].
 * `scratch` holds 256 bytes.
 */
export function stridedFilter(
  g: usize,
  blocks: usize,
  low: i32,
  high: i32,
  rows: i32,
  columns: i32,
  gradient: bool,
  scratch: usize,
): void {
  const row = <usize> columns << 2, tap = row * rows;
  const taps = gradient ? GRADIENT_TAPS : FORWARD_TAPS;
  for (let r: usize = low; r < <usize> high; r++) {
    for (let c: usize = 0; c < row; c += 16) {
      // all products of the taps 0, 1, 2 and 0+2 of the two dimensions
      const from = g + r * row + c;
      for (let i: usize = 0; i < 3; i++) putTaps(scratch + i * 64, from + i * tap * 3, tap);
      for (let j: usize = 0; j < 64; j += 16) {
        const sum = f32x4.add(v128.load(scratch + j), v128.load(scratch + 128 + j));
        v128.store(scratch + 192 + j, sum);
      }
      for (let i: usize = 0; i < 5; i++) {
        const line = scratch + <usize> load<u8>(taps + i) * 64;
        for (let j: usize = 0; j < 5; j++) {
          const value = v128.load(line + <usize> load<u8>(taps + j) * 16);
          v128.store(blocks + c + row * rowOfBlock(5 * i + j, r, rows, gradient), value);
        }
      }
    }
  }
}

// The row of all blocks in which row r of the block of the factors 5·i + j is.
// @inline
function rowOfBlock(factors: usize, r: usize, rows: i32, gradient: bool): usize {
  if (!gradient) return <usize> load<u8>(FORWARD_BLOCKS + factors) * rows + r;
  const first: usize = load<u8>(GRADIENT_FIRST + factors);
  const down: usize = load<u8>(GRADIENT_WIDTHS + factors / 5);
  const width = down * load<u8>(GRADIENT_WIDTHS + factors % 5);
  return first * rows + r * width + load<u8>(GRADIENT_BLOCKS + factors) - first;
}

// @inline
function putTaps(to: usize, from: usize, tap: usize): void {
  const g0 = v128.load(from), g2 = v128.load(from + tap * 2);
  v128.store(to, g0);
  v128.store(to, v128.load(from + tap), 16);
  v128.store(to, g2, 32);
  v128.store(to, f32x4.add(g0, g2), 48);
}

/** dg[3, 3, c, f] from the 25 blocks of its gradient, channels low…high−1. */
export function stridedFilterGradient(
  blocks: usize,
  dg: usize,
  low: i32,
  high: i32,
  channels: i32,
  filters: i32,
): void {
  const tap = <usize> (channels * filters) << 2, row = <usize> filters << 2;
  for (let at = blocks + low * row, end = blocks + high * row, to = dg + low * row; at < end;) {
    putGradient(at, tap, 0, 2, to);
    putGradient(at, tap, 1, 4, to + tap * 3);
    putGradient(at, tap, 2, 3, to + tap * 6);
    at += 16;
    to += 16;
  }
}

// A row of taps from the rows i and k of blocks: g0 = b0 + b2, g1 = b1 + b4, g2 = b2 + b3.
// @inline
function putGradient(at: usize, tap: usize, i: usize, k: usize, to: usize): void {
  const b0 = rowSum(at, tap, i, k, 0), b1 = rowSum(at, tap, i, k, 1);
  const b2 = rowSum(at, tap, i, k, 2), b3 = rowSum(at, tap, i, k, 3);
  v128.store(to, f32x4.add(b0, b2));
  v128.store(to + tap, f32x4.add(b1, rowSum(at, tap, i, k, 4)));
  v128.store(to + tap * 2, f32x4.add(b2, b3));
}

// @inline
function rowSum(at: usize, tap: usize, i: usize, k: usize, j: usize): v128 {
  const one = at + tap * <usize> load<u8>(FORWARD_BLOCKS + 5 * i + j);
  const other = at + tap * <usize> load<u8>(FORWARD_BLOCKS + 5 * k + j);
  return f32x4.add(v128.load(one), v128.load(other));
}
