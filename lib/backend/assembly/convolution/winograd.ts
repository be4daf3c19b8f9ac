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
import {
  A,
  A_SQUARED,
  B,
  B_SQUARED,
  finishOutput,
  SUM_OF_SQUARES,
  transformFilter,
  transformFilterGradient,
  transformInput,
  transformOutput,
  transformOutputGradient,
} from "./winograd_transforms.ts";

const INPUT: i32 = 6; // rows and columns of inputs of a tile
const OUTPUT: i32 = 4; // rows and columns of outputs
// Bytes of four channels, and of rows of six inputs, four outputs and three taps of four channels.
const VECTOR: usize = 16;
const INPUT_ROW: usize = 96;
const OUTPUT_ROW: usize = 64;
const FILTER_ROW: usize = 48;
// Bytes of a tile of which one dimension is transformed.
const HALF_BYTES: usize = INPUT_ROW * 6;

/** planes[36, tile, c] = Bᵀ·d·B; `scratch` holds 36·16 bytes and a tile of 36·c numbers. */
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
  const pixel = <usize> channels << 2,
    row = pixel * width,
    half = scratch,
    tile = scratch + HALF_BYTES;
  const a = constant(A), b = constant(B), h = constant(A_SQUARED), two = constant(B_SQUARED);
  const m = constant(SUM_OF_SQUARES);
  for (let t = first; t < first + count; t++) {
    const image = t / (tilesY * tilesX), y = t / tilesX % tilesY * OUTPUT - top;
    const x0 = t % tilesX * OUTPUT - left;
    let from = x + row * (image * height + y) + pixel * x0, fromRow = row;
    if (y < 0 || x0 < 0 || y + INPUT > height || x0 + INPUT > width) {
      edgeTile(x + row * image * height, tile, height, width, pixel, y, x0, INPUT);
      from = tile;
      fromRow = pixel * INPUT;
    }
    const end = from + pixel;
    let to = planes;
    while (from < end) {
      transformInput(from, fromRow, half, INPUT_ROW, a, b, h, two, m);
      transformInput(from + pixel, fromRow, half + VECTOR, INPUT_ROW, a, b, h, two, m);
      transformInput(from + 2 * pixel, fromRow, half + 2 * VECTOR, INPUT_ROW, a, b, h, two, m);
      transformInput(from + 3 * pixel, fromRow, half + 3 * VECTOR, INPUT_ROW, a, b, h, two, m);
      transformInput(from + 4 * pixel, fromRow, half + 4 * VECTOR, INPUT_ROW, a, b, h, two, m);
      transformInput(from + 5 * pixel, fromRow, half + 5 * VECTOR, INPUT_ROW, a, b, h, two, m);
      transformInput(half, VECTOR, to, plane, a, b, h, two, m);
      transformInput(half + INPUT_ROW, VECTOR, to + 6 * plane, plane, a, b, h, two, m);
      transformInput(half + 2 * INPUT_ROW, VECTOR, to + 12 * plane, plane, a, b, h, two, m);
      transformInput(half + 3 * INPUT_ROW, VECTOR, to + 18 * plane, plane, a, b, h, two, m);
      transformInput(half + 4 * INPUT_ROW, VECTOR, to + 24 * plane, plane, a, b, h, two, m);
      transformInput(half + 5 * INPUT_ROW, VECTOR, to + 30 * plane, plane, a, b, h, two, m);
      from += 16;
      to += 16;
    }
    planes += pixel;
  }
}

// tile[size, size, c] = the part of an image that begins at (y, x), zero outside the image.
export function edgeTile(
  image: usize,
  tile: usize,
  height: i32,
  width: i32,
  pixel: usize,
  y: i32,
  x: i32,
  size: i32,
): void {
  for (let i = y; i < y + size; i++) {
    for (let j = x; j < x + size; j++) {
      const end = tile + pixel;
      if (i < 0 || j < 0 || i >= height || j >= width) {
        for (; tile < end; tile += 16) v128.store(tile, f32x4.splat(0));
      } else {
        let from = image + pixel * (i * width + j);
        for (; tile < end; tile += 16) {
          v128.store(tile, v128.load(from));
          from += 16;
        }
      }
    }
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
  const pixel = <usize> channels << 2,
    row = pixel * width,
    half = scratch,
    tile = scratch + HALF_BYTES;
  for (let t = first; t < first + count; t++) {
    const image = t / (tilesY * tilesX), y = t / tilesX % tilesY * OUTPUT;
    const x0 = t % tilesX * OUTPUT;
    let from = dy + row * (image * height + y) + pixel * x0, fromRow = row;
    if (y + OUTPUT > height || x0 + OUTPUT > width) {
      edgeTile(dy + row * image * height, tile, height, width, pixel, y, x0, OUTPUT);
      from = tile;
      fromRow = pixel * OUTPUT;
    }
    const end = from + pixel;
    let to = planes;
    while (from < end) {
      for (let i: usize = 0; i < 4; i++) {
        transformOutputGradient(from + i * pixel, fromRow, half + i * VECTOR, OUTPUT_ROW);
      }
      for (let i: usize = 0; i < 6; i++) {
        transformOutputGradient(half + i * OUTPUT_ROW, VECTOR, to + i * 6 * plane, plane);
      }
      from += 16;
      to += 16;
    }
    planes += pixel;
  }
}

/** Y = act(Aᵀ·planes·A + bias), act ReLU or none; bias 0 means none. `scratch` holds 640 bytes. */
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
  const pixel = <usize> channels << 2,
    row = pixel * width,
    half = scratch,
    done = scratch + INPUT_ROW * OUTPUT;
  const none = f32x4.splat(0);
  for (let t = first; t < first + count; t++) {
    const image = t / (tilesY * tilesX), y0 = t / tilesX % tilesY * OUTPUT;
    const x0 = t % tilesX * OUTPUT;
    const rows = min(OUTPUT, height - y0), columns = min(OUTPUT, width - x0);
    const base = y + row * (image * height + y0) + pixel * x0;
    for (let c: usize = 0; c < pixel; c += 16) {
      const from = planes + c, b = bias ? v128.load(bias + c) : none;
      transformOutput(from, plane * 6, half, INPUT_ROW);
      transformOutput(from + plane, plane * 6, half + VECTOR, INPUT_ROW);
      transformOutput(from + plane * 2, plane * 6, half + 2 * VECTOR, INPUT_ROW);
      transformOutput(from + plane * 3, plane * 6, half + 3 * VECTOR, INPUT_ROW);
      transformOutput(from + plane * 4, plane * 6, half + 4 * VECTOR, INPUT_ROW);
      transformOutput(from + plane * 5, plane * 6, half + 5 * VECTOR, INPUT_ROW);
      if (columns == OUTPUT) {
        for (let i = 0; i < rows; i++) {
          finishOutput(half + <usize> i * INPUT_ROW, VECTOR, base + row * i + c, pixel, b, relu);
        }
        continue;
      }
      for (let i = 0; i < rows; i++) {
        finishOutput(half + <usize> i * INPUT_ROW, VECTOR, done, VECTOR, b, relu);
        let to = base + row * i + c;
        for (let j = 0; j < columns; j++) {
          v128.store(to, v128.load(done + (<usize> j << 4)));
          to += pixel;
        }
      }
    }
    planes += pixel;
  }
}

/** planes[36, c, f] = G·g·Gᵀ of the filters g[3, 3, c, f], channels low…high−1. */
export function winogradFilter(
  g: usize,
  planes: usize,
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
      transformFilter(scratch + i * FILTER_ROW, VECTOR, to + i * 6 * tap, tap);
    }
    from += 16;
    to += 16;
  }
}

/** dg[3, 3, c, f] = Gᵀ·planes·G for channels low…high−1. */
export function winogradFilterGradient(
  planes: usize,
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
      transformFilterGradient(from + i * tap, tap * 6, scratch + i * VECTOR, INPUT_ROW);
    }
    for (let i: usize = 0; i < 3; i++) {
      transformFilterGradient(scratch + i * INPUT_ROW, VECTOR, to + i * 3 * tap, tap);
    }
    from += 16;
    to += 16;
  }
}
