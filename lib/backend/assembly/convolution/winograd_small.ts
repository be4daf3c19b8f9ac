// @ts-nocheck AssemblyScript
// F(2×2, 3×3) of Lavin & Gray (2016): tiles of 2×2 outputs from 4×4 inputs, 16 places instead of
// 36. It saves fewer multiplications than the F(4×4, 3×3) of winograd.ts, but its transforms take a
// third of the work: the better choice for few channels. Arguments are as in winograd.ts.

import type { Tiles } from "../geometry.ts";
import { GAP, zeros } from "./strips.ts";

const INPUT: i32 = 4;
const OUTPUT: i32 = 2;
// Bytes of a row of three taps and of four inputs, four channels each.
const FILTER_ROW: usize = 48;
const INPUT_ROW: usize = 64;
// At most this many neighbouring tiles are read together; `scratch` holds their pixels.
const RUN: i32 = 16;

// strip[rows, columns, c] = the part of an image that begins at (y, x), zero outside the image. A
// tile reads short pieces of several rows, which hardware does not prefetch; a strip is read in
// order.
function readStrip(
  image: usize,
  strip: usize,
  stripRow: usize,
  height: i32,
  width: i32,
  pixel: usize,
  y: i32,
  x: i32,
  rows: i32,
  columns: i32,
): void {
  const left = max(0, -x), right = max(left, min(columns, width - x));
  for (let i = y; i < y + rows; i++, strip += stripRow) {
    const end = strip + columns * pixel;
    if (i < 0 || i >= height) {
      zeros(strip, end);
      continue;
    }
    let from = image + pixel * (i * width + x + left), to = strip + left * pixel;
    const inside = strip + right * pixel;
    zeros(strip, to);
    for (; to + 64 <= inside; from += 64, to += 64) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    }
    for (; to < inside; from += 16, to += 16) v128.store(to, v128.load(from));
    zeros(inside, end);
  }
}

// One row or column of Bᵀ·d = (d0−d2, d1+d2, d2−d1, d1−d3), written `step` bytes apart.
// @inline
function putInput(d0: v128, d1: v128, d2: v128, d3: v128, to: usize, step: usize): void {
  v128.store(to, f32x4.sub(d0, d2));
  to += step;
  v128.store(to, f32x4.add(d1, d2));
  to += step;
  v128.store(to, f32x4.sub(d2, d1));
  v128.store(to + step, f32x4.sub(d1, d3));
}

export function winogradSmallInput(
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
  const pixel = <usize> channels << 2, image = pixel * width * height, last = first + count;
  for (let t = first; t < last;) {
    const column = t % tilesX, run = min(min(RUN, tilesX - column), last - t);
    const columns = run * OUTPUT + INPUT - OUTPUT, stripRow = pixel * columns + GAP;
    readStrip(
      x + image * (t / (tilesX * tilesY)),
      scratch,
      stripRow,
      height,
      width,
      pixel,
      t / tilesX % tilesY * OUTPUT - top,
      column * OUTPUT - left,
      INPUT,
      columns,
    );
    const planesEnd = planes + pixel * run;
    for (let tile = scratch; planes < planesEnd; tile += pixel * OUTPUT, planes += pixel) {
      inputTile(tile, stripRow, planes, plane, pixel);
    }
    t += run;
  }
}

// @inline
function inputTile(from: usize, fromRow: usize, to: usize, plane: usize, pixel: usize): void {
  const end = from + pixel, p1 = pixel, p2 = pixel * 2, p3 = pixel * 3;
  while (from < end) {
    const r1 = from + fromRow, r2 = r1 + fromRow, r3 = r2 + fromRow;
    // Row i of Bᵀ·d is a difference or sum of two rows of d. One row at a time fits the registers.
    putInput(
      f32x4.sub(v128.load(from), v128.load(r2)),
      f32x4.sub(v128.load(from + p1), v128.load(r2 + p1)),
      f32x4.sub(v128.load(from + p2), v128.load(r2 + p2)),
      f32x4.sub(v128.load(from + p3), v128.load(r2 + p3)),
      to,
      plane,
    );
    const a0 = v128.load(r1), a1 = v128.load(r1 + p1), a2 = v128.load(r1 + p2);
    const a3 = v128.load(r1 + p3), b0 = v128.load(r2), b1 = v128.load(r2 + p1);
    const b2 = v128.load(r2 + p2), b3 = v128.load(r2 + p3);
    putInput(
      f32x4.add(a0, b0),
      f32x4.add(a1, b1),
      f32x4.add(a2, b2),
      f32x4.add(a3, b3),
      to + plane * 4,
      plane,
    );
    putInput(
      f32x4.sub(b0, a0),
      f32x4.sub(b1, a1),
      f32x4.sub(b2, a2),
      f32x4.sub(b3, a3),
      to + plane * 8,
      plane,
    );
    putInput(
      f32x4.sub(a0, v128.load(r3)),
      f32x4.sub(a1, v128.load(r3 + p1)),
      f32x4.sub(a2, v128.load(r3 + p2)),
      f32x4.sub(a3, v128.load(r3 + p3)),
      to + plane * 12,
      plane,
    );
    from += 16;
    to += 16;
  }
}

export function winogradSmallOutput(
  planes: usize,
  plane: usize,
  y: usize,
  first: i32,
  count: i32,
  tiles: Tiles,
  bias: usize,
  relu: bool,
  _scratch: usize,
): void {
  const height = tiles.height, width = tiles.width, channels = tiles.channels;
  const tilesY = tiles.tilesY, tilesX = tiles.tilesX;
  const pixel = <usize> channels << 2, row = pixel * width, none = f32x4.splat(0);
  for (let t = first; t < first + count; t++) {
    const image = t / (tilesY * tilesX), y0 = t / tilesX % tilesY * OUTPUT;
    const x0 = t % tilesX * OUTPUT, below = y0 + 1 < height, right = x0 + 1 < width;
    let to = y + row * (image * height + y0) + pixel * x0;
    for (let c: usize = 0; c < pixel; c += 16) {
      const b = bias ? v128.load(bias + c) : none;
      // Aᵀ·m, two rows for each of the four columns; then the same across the columns.
      let m = planes + c;
      const u0 = upper(m, plane), l0 = lower(m, plane);
      m += plane;
      const u1 = upper(m, plane), l1 = lower(m, plane);
      m += plane;
      const u2 = upper(m, plane), l2 = lower(m, plane);
      m += plane;
      const u3 = upper(m, plane), l3 = lower(m, plane);
      put(to, f32x4.add(f32x4.add(u0, u1), f32x4.add(u2, b)), relu);
      if (right) put(to + pixel, f32x4.add(f32x4.sub(f32x4.sub(u1, u2), u3), b), relu);
      if (below) {
        put(to + row, f32x4.add(f32x4.add(l0, l1), f32x4.add(l2, b)), relu);
        if (right) put(to + row + pixel, f32x4.add(f32x4.sub(f32x4.sub(l1, l2), l3), b), relu);
      }
      to += 16;
    }
    planes += pixel;
  }
}

// @inline
function upper(m: usize, plane: usize): v128 {
  return f32x4.add(v128.load(m), f32x4.add(v128.load(m + plane * 4), v128.load(m + plane * 8)));
}

// @inline
function lower(m: usize, plane: usize): v128 {
  const difference = f32x4.sub(v128.load(m + plane * 4), v128.load(m + plane * 8));
  return f32x4.sub(difference, v128.load(m + plane * 12));
}

// @inline
function put(to: usize, value: v128, relu: bool): void {
  v128.store(to, relu ? f32x4.pmax(value, f32x4.splat(0)) : value);
}

// A·y = (y0, y0+y1, y0−y1, −y1)
// @inline
function putGradient(y0: v128, y1: v128, to: usize, step: usize): void {
  v128.store(to, y0);
  to += step;
  v128.store(to, f32x4.add(y0, y1));
  to += step;
  v128.store(to, f32x4.sub(y0, y1));
  v128.store(to + step, f32x4.neg(y1));
}

export function winogradSmallOutputGradient(
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
  const pixel = <usize> channels << 2, image = pixel * width * height, last = first + count;
  for (let t = first; t < last;) {
    const column = t % tilesX, run = min(min(RUN, tilesX - column), last - t);
    const columns = run * OUTPUT, stripRow = pixel * columns + GAP;
    readStrip(
      dy + image * (t / (tilesX * tilesY)),
      scratch,
      stripRow,
      height,
      width,
      pixel,
      t / tilesX % tilesY * OUTPUT,
      column * OUTPUT,
      OUTPUT,
      columns,
    );
    const planesEnd = planes + pixel * run;
    for (let tile = scratch; planes < planesEnd; tile += pixel * OUTPUT, planes += pixel) {
      let to = planes;
      for (let from = tile, end = tile + pixel; from < end; from += 16, to += 16) {
        const below = from + stripRow, a = v128.load(from), b = v128.load(from + pixel);
        const c = v128.load(below), d = v128.load(below + pixel);
        putGradient(a, b, to, plane);
        putGradient(f32x4.add(a, c), f32x4.add(b, d), to + plane * 4, plane);
        putGradient(f32x4.sub(a, c), f32x4.sub(b, d), to + plane * 8, plane);
        putGradient(f32x4.neg(c), f32x4.neg(d), to + plane * 12, plane);
      }
    }
    t += run;
  }
}

// G·g = (g0, ½(g0+g1+g2), ½(g0−g1+g2), g2)
// @inline
function putFilter(g0: v128, g1: v128, g2: v128, to: usize, step: usize): void {
  const half = f32x4.splat(0.5), ends = f32x4.add(g0, g2);
  v128.store(to, g0);
  to += step;
  v128.store(to, f32x4.mul(half, f32x4.add(ends, g1)));
  to += step;
  v128.store(to, f32x4.mul(half, f32x4.sub(ends, g1)));
  v128.store(to + step, g2);
}

export function winogradSmallFilter(
  g: usize,
  planes: usize,
  plane: usize,
  low: i32,
  high: i32,
  channels: i32,
  filters: i32,
  scratch: usize,
): void {
  const tap = <usize> (channels * filters) << 2, row = <usize> filters << 2;
  for (let from = g + low * row, end = g + high * row, to = planes + low * row; from < end;) {
    for (let i: usize = 0; i < 3; i++) {
      const at = from + i * tap;
      putFilter(
        v128.load(at),
        v128.load(at + tap * 3),
        v128.load(at + tap * 6),
        scratch + i * 16,
        FILTER_ROW,
      );
    }
    for (let i: usize = 0; i < 4; i++) {
      const at = scratch + i * FILTER_ROW;
      putFilter(v128.load(at), v128.load(at, 16), v128.load(at, 32), to + i * 4 * plane, plane);
    }
    from += 16;
    to += 16;
  }
}

// Gᵀ·u = (u0 + ½(u1+u2), ½(u1−u2), ½(u1+u2) + u3)
// @inline
function putFilterGradient(
  u0: v128,
  u1: v128,
  u2: v128,
  u3: v128,
  to: usize,
  step: usize,
): void {
  const half = f32x4.splat(0.5), sum = f32x4.mul(half, f32x4.add(u1, u2));
  v128.store(to, f32x4.add(u0, sum));
  to += step;
  v128.store(to, f32x4.mul(half, f32x4.sub(u1, u2)));
  v128.store(to + step, f32x4.add(sum, u3));
}

export function winogradSmallFilterGradient(
  planes: usize,
  plane: usize,
  dg: usize,
  low: i32,
  high: i32,
  channels: i32,
  filters: i32,
  scratch: usize,
): void {
  const tap = <usize> (channels * filters) << 2, row = <usize> filters << 2;
  for (let from = planes + low * row, end = planes + high * row, to = dg + low * row; from < end;) {
    for (let i: usize = 0; i < 4; i++) {
      const at = from + i * plane;
      putFilterGradient(
        v128.load(at),
        v128.load(at + plane * 4),
        v128.load(at + plane * 8),
        v128.load(at + plane * 12),
        scratch + i * 16,
        INPUT_ROW,
      );
    }
    for (let i: usize = 0; i < 3; i++) {
      const at = scratch + i * INPUT_ROW;
      putFilterGradient(
        v128.load(at),
        v128.load(at, 16),
        v128.load(at, 32),
        v128.load(at, 48),
        to + i * 3 * tap,
        tap,
      );
    }
    from += 16;
    to += 16;
  }
}
