// @ts-nocheck AssemblyScript
// Y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A on tiles: F(4×4, 3×3) of Lavin & Gray (2016).
//
// A 3×3 convolution of stride 1 is split into tiles of 4×4 outputs, each from 6×6 inputs. After the
// transforms, the sum over channels is a separate product [tiles, c] · [c, f] at each of the 36
// places, with a quarter of the multiplications. Tiles are counted through all images, so a block
// can begin and end anywhere. A plane holds one of the 36 places for all tiles of a block. `plane`
// is the number of bytes from one plane to the next, an odd number of cache lines, so that the 36
// planes that a tile writes never share a cache set.

import type { Tiles } from "../geometry.ts";
import { constant } from "../elementwise/math.ts";
import { clearEnds, GAP, rowOf, RUN, zeros } from "./strips.ts";
import {
  A,
  A_SQUARED,
  B,
  B_SQUARED,
  finishOutput,
  putInput,
  putOutputGradient,
  SUM_OF_SQUARES,
  transformFilter,
  transformFilterGradient,
  transformOutput,
} from "./winograd_transforms.ts";

const INPUT: i32 = 6; // rows and columns of inputs of a tile
const OUTPUT: i32 = 4; // rows and columns of outputs
// Bytes of four channels, and of rows of six inputs and three taps of four channels.
const VECTOR: usize = 16;
const INPUT_ROW: usize = 96;
const FILTER_ROW: usize = 48;

/**
 * planes[36, tile, c] = Bᵀ·d·B. The columns of a strip of tiles are transformed first, straight from the
 * image and once for neighbouring tiles that share them. `scratch` holds 7 rows of 34·c numbers.
 */
export function winogradInput(
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
  const a = constant(A), b = constant(B), h = constant(A_SQUARED), two = constant(B_SQUARED);
  const m = constant(SUM_OF_SQUARES);
  for (let t = first; t < last;) {
    const column = t % tilesX, run = min(min(RUN, tilesX - column), last - t);
    const columns = run * OUTPUT + INPUT - OUTPUT, stripRow = pixel * columns + GAP;
    const image = x + row * height * (t / (tilesX * tilesY)),
      y = t / tilesX % tilesY * OUTPUT - top;
    const x0 = column * OUTPUT - left, strip = scratch, outside = scratch + stripRow * INPUT;
    const begin = max(0, -x0), end = max(begin, min(columns, width - x0));
    const inside = pixel * (end - begin);
    if (y < 0 || y + INPUT > height) zeros(outside, outside + inside);
    const start = image + pixel * (x0 + begin);
    let d0 = rowOf(start, row, y, height, outside), d1 = rowOf(start, row, y + 1, height, outside);
    let d2 = rowOf(start, row, y + 2, height, outside);
    let d3 = rowOf(start, row, y + 3, height, outside);
    let d4 = rowOf(start, row, y + 4, height, outside);
    let d5 = rowOf(start, row, y + 5, height, outside);
    let to = strip + pixel * begin;
    clearEnds(strip, 6, stripRow, pixel * begin, pixel * end, pixel * columns);
    for (const stop = to + inside; to < stop; to += 16) {
      // deno-fmt-ignore
      putInput(
        v128.load(d0), v128.load(d1), v128.load(d2), v128.load(d3), v128.load(d4), v128.load(d5),
        to, stripRow, a, b, h, two, m,
      );
      d0 += 16;
      d1 += 16;
      d2 += 16;
      d3 += 16;
      d4 += 16;
      d5 += 16;
    }
    for (let tile = strip, k = 0; k < run; k++, tile += pixel * OUTPUT, planes += pixel) {
      for (let i: usize = 0; i < 6; i++) {
        let from = tile + i * stripRow, to = planes + i * 6 * plane;
        for (const stop = from + pixel; from < stop; from += 16, to += 16) {
          const from2 = from + 2 * pixel, from4 = from2 + 2 * pixel;
          // deno-fmt-ignore
          putInput(
            v128.load(from), v128.load(from + pixel), v128.load(from2), v128.load(from2 + pixel),
            v128.load(from4), v128.load(from4 + pixel), to, plane, a, b, h, two, m,
          );
        }
      }
    }
    t += run;
  }
}

/** planes[36, tile, f] = A·dY·Aᵀ, for the gradient of the filter; `scratch` as above. */
export function winogradOutputGradient(
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
    const columns = run * OUTPUT, stripRow = pixel * columns + GAP;
    const image = dy + row * height * (t / (tilesX * tilesY)), y = t / tilesX % tilesY * OUTPUT;
    const x0 = column * OUTPUT, strip = scratch, outside = scratch + stripRow * INPUT;
    const inside = pixel * min(columns, width - x0), start = image + pixel * x0;
    if (y + OUTPUT > height) zeros(outside, outside + inside);
    let y0 = start + row * y, y1 = rowOf(start, row, y + 1, height, outside);
    let y2 = rowOf(start, row, y + 2, height, outside);
    let y3 = rowOf(start, row, y + 3, height, outside);
    clearEnds(strip, 6, stripRow, 0, inside, pixel * columns);
    for (let to = strip, stop = to + inside; to < stop; to += 16) {
      putOutputGradient(v128.load(y0), v128.load(y1), v128.load(y2), v128.load(y3), to, stripRow);
      y0 += 16;
      y1 += 16;
      y2 += 16;
      y3 += 16;
    }
    for (let tile = strip, k = 0; k < run; k++, tile += pixel * OUTPUT, planes += pixel) {
      for (let i: usize = 0; i < 6; i++) {
        let from = tile + i * stripRow, to = planes + i * 6 * plane;
        for (const stop = from + pixel; from < stop; from += 16, to += 16) {
          const from2 = from + 2 * pixel;
          // deno-fmt-ignore
          putOutputGradient(
            v128.load(from), v128.load(from + pixel), v128.load(from2), v128.load(from2 + pixel),
            to, plane,
          );
        }
      }
    }
    t += run;
  }
}

/** Y = act(Aᵀ·planes·A + bias), act ReLU or none; bias 0 means none. `scratch` holds 24·f numbers. */
export function winogradOutput(
  planes: usize,
  plane: usize,
  y: usize,
  first: i32,
  count: i32,
  tiles: Tiles,
  bias: usize,
  relu: bool,
  scratch: usize,
): void {
  const height = tiles.height, width = tiles.width, channels = tiles.channels;
  const tilesY = tiles.tilesY, tilesX = tiles.tilesX;
  const pixel = <usize> channels << 2, row = pixel * width, halfRow = pixel * INPUT;
  const none = f32x4.splat(0);
  for (let t = first; t < first + count; t++) {
    const image = t / (tilesY * tilesX), y0 = t / tilesX % tilesY * OUTPUT;
    const x0 = t % tilesX * OUTPUT;
    const rows = min(OUTPUT, height - y0), columns = min(OUTPUT, width - x0);
    for (let j: usize = 0; j < 6; j++) {
      let from = planes + j * plane, to = scratch + j * pixel;
      for (const stop = from + pixel; from < stop; from += 16, to += 16) {
        transformOutput(from, plane * 6, to, halfRow);
      }
    }
    let base = y + row * (image * height + y0) + pixel * x0;
    for (let i = 0; i < rows; i++, base += row) {
      const half = scratch + halfRow * i;
      for (let c: usize = 0; c < pixel; c += 16) {
        const b = bias ? v128.load(bias + c) : none;
        finishOutput(half + c, pixel, base + c, pixel, columns, b, relu);
      }
    }
    planes += pixel;
  }
}

/** planes[36, c, f] = G·g·Gᵀ of the filters g[3, 3, c, f], channels low…high−1. */
export function winogradFilter(
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
      transformFilter(from + i * tap, tap * 3, scratch + i * VECTOR, FILTER_ROW);
    }
    for (let i: usize = 0; i < 6; i++) {
      transformFilter(scratch + i * FILTER_ROW, VECTOR, to + i * 6 * plane, plane);
    }
    from += 16;
    to += 16;
  }
}

/** dg[3, 3, c, f] = Gᵀ·planes·G for channels low…high−1. */
export function winogradFilterGradient(
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
    for (let i: usize = 0; i < 6; i++) {
      transformFilterGradient(from + i * plane, plane * 6, scratch + i * VECTOR, INPUT_ROW);
    }
    for (let i: usize = 0; i < 3; i++) {
      transformFilterGradient(scratch + i * INPUT_ROW, VECTOR, to + i * 3 * tap, tap);
    }
    from += 16;
    to += 16;
  }
}
