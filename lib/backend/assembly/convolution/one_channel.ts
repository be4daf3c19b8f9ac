// @ts-nocheck AssemblyScript
// Convolutions from one channel and to one channel: the first and the last layer of a network for
// grey images. Columns would be nine times the size of the image, and a product of depth 9 or with
// one column is mostly overhead.

import type { Phase, Windows } from "../geometry.ts";
import { addBias } from "./windows.ts";
import { copyEdge } from "../matmul/gemm.ts";
import { packColumns } from "../matmul/pack.ts";
import {
  EDGE_BYTES,
  TILE_COLUMNS,
  TILE_ROW_BYTES,
  TILE_ROWS,
  tileOfTaps,
  tileOfWindows,
} from "../matmul/tile.ts";

// rows[k, j] = X[first + k, left + j] of an image with one channel; zero outside it.
function padRows(
  image: usize,
  rows: usize,
  height: i32,
  width: i32,
  first: i32,
  count: i32,
  left: i32,
  length: i32,
): void {
  for (let y = first; y < first + count; y++) {
    for (let j = 0; j < length; j++) {
      const x = j + left, inside = y >= 0 && y < height && x >= 0 && x < width;
      store<f32>(rows, inside ? load<f32>(image + (<usize> (y * width + x) << 2)) : 0);
      rows += 4;
    }
  }
}

/**
 * Y[n,i,j,f] = act(Σ_{u,v} X[n, i·strideY+top+u, j·strideX+left+v] · W[u,v,f] + bias[f]) for output
 * rows low…high−1 of all images. `scratch` holds an edge tile, the padded rows and the filter.
 */
export function convolveOneChannel(
  x: usize,
  filter: usize,
  y: usize,
  low: i32,
  high: i32,
  filters: i32,
  bias: usize,
  relu: bool,
  scratch: usize,
  w: Windows,
): void {
  const height = w.height, width = w.width, outHeight = w.outHeight, outWidth = w.outWidth;
  const tapsY = w.tapsY, tapsX = w.tapsX, strideY = w.strideY, strideX = w.strideX, top = w.top;
  const left = w.left;
  const length = (outWidth - 1) * strideX + tapsX, depth = tapsY * tapsX;
  const edge = scratch,
    rows = edge + EDGE_BYTES,
    panels = (rows + (<usize> (tapsY * length) << 2) + 63) & ~63;
  const jump = <usize> (length - tapsX) << 2,
    step = <usize> strideX << 2,
    pixel = <usize> filters << 2;
  packColumns(filter, filters, false, depth, filters, panels);
  y += pixel * outWidth * low;
  for (let r = low; r < high; r++) {
    const image = x + (<usize> (r / outHeight * height * width) << 2);
    padRows(image, rows, height, width, r % outHeight * strideY + top, tapsY, left, length);
    for (let j = 0; j < outWidth; j += TILE_ROWS) {
      // Pixels past the end of the row repeat the first; their results are dropped.
      const pixels = min(TILE_ROWS, outWidth - j), a = rows + step * j;
      const a1 = pixels > 1 ? a + step : a, a2 = pixels > 2 ? a + step * 2 : a;
      const a3 = pixels > 3 ? a + step * 3 : a, a4 = pixels > 4 ? a + step * 4 : a;
      const a5 = pixels > 5 ? a + step * 5 : a;
      let panel = panels, target = y + pixel * j;
      for (let f = 0; f < filters; f += TILE_COLUMNS) {
        const whole = pixels == TILE_ROWS && filters - f >= TILE_COLUMNS;
        const to = whole ? target : edge, row = whole ? pixel : TILE_ROW_BYTES;
        tileOfWindows(a, a1, a2, a3, a4, a5, jump, panel, tapsY, tapsX, to, row);
        if (!whole) copyEdge(edge, target, pixel, pixels, min(TILE_COLUMNS, filters - f), false);
        panel += TILE_ROW_BYTES * depth;
        target += TILE_ROW_BYTES;
      }
    }
    addBias(y, outWidth, filters, bias, relu);
    y += pixel * outWidth;
  }
}

// The padded rows for this many output rows take a few KiB and give the tile long sums.
const CHUNK_ROWS: i32 = 32;

/**
 * part[u,v,f] = Σ_{n,i,j} X[n, i·strideY+top+u, j·strideX+left+v] · dY[n,i,j,f] over output rows
 * low…high−1 of all images; with `reversed` the taps are in reverse order. The gradient of a filter
 * with one output channel is the same with X and dY exchanged.
 */
export function oneChannelFilterGradient(
  x: usize,
  dy: usize,
  part: usize,
  low: i32,
  high: i32,
  filters: i32,
  reversed: bool,
  scratch: usize,
  w: Windows,
): void {
  const height = w.height, width = w.width, outHeight = w.outHeight, outWidth = w.outWidth;
  const tapsY = w.tapsY, tapsX = w.tapsX, strideY = w.strideY, strideX = w.strideX, top = w.top;
  const left = w.left;
  const length = (outWidth - 1) * strideX + tapsX, depth = tapsY * tapsX;
  const edge = scratch, rows = edge + EDGE_BYTES, pixel = <usize> filters << 2;
  const jump = <usize> (strideY * length - outWidth * strideX) << 2, step = <usize> strideX << 2;
  memory.fill(part, 0, <usize> depth * pixel);
  dy += pixel * outWidth * low;
  for (let r = low; r < high;) {
    const i = r % outHeight, count = min(min(CHUNK_ROWS, outHeight - i), high - r);
    const image = x + (<usize> (r / outHeight * height * width) << 2);
    padRows(
      image,
      rows,
      height,
      width,
      i * strideY + top,
      (count - 1) * strideY + tapsY,
      left,
      length,
    );
    for (let t = 0; t < depth; t += TILE_ROWS) {
      const taps = min(TILE_ROWS, depth - t);
      const a0 = tap(rows, t, tapsX, length), a1 = tap(rows, min(t + 1, depth - 1), tapsX, length);
      const a2 = tap(rows, min(t + 2, depth - 1), tapsX, length);
      const a3 = tap(rows, min(t + 3, depth - 1), tapsX, length);
      const a4 = tap(rows, min(t + 4, depth - 1), tapsX, length);
      const a5 = tap(rows, min(t + 5, depth - 1), tapsX, length);
      for (let f = 0; f < filters; f += TILE_COLUMNS) {
        memory.fill(edge, 0, TILE_ROW_BYTES * TILE_ROWS);
        tileOfTaps(
          a0,
          a1,
          a2,
          a3,
          a4,
          a5,
          step,
          jump,
          dy + (<usize> f << 2),
          pixel,
          0,
          count,
          outWidth,
          edge,
          TILE_ROW_BYTES,
        );
        const columns = min(TILE_COLUMNS, filters - f);
        for (let k = 0; k < taps; k++) {
          const row = reversed ? depth - 1 - t - k : t + k;
          copyEdge(
            edge + TILE_ROW_BYTES * k,
            part + pixel * row + (<usize> f << 2),
            pixel,
            1,
            columns,
            true,
          );
        }
      }
    }
    dy += pixel * outWidth * count;
    r += count;
  }
}

// @inline
function tap(rows: usize, t: i32, tapsX: i32, length: i32): usize {
  return rows + (<usize> (t / tapsX * length + t % tapsX) << 2);
}

/**
 * Y[n,i,j] = act(Σ_{u,v} z[tap(u,v), n, i·strideY+top+u·stepY, j·strideX+left+v·stepX] + bias), one
 * channel. z[tap, pixel] is the product of the weights of each tap with the channels of each pixel,
 * so that each pixel is read once and not once for each tap; the taps are `zTap` bytes apart and
 * tap(u,v) = firstTap + u·tapStepY + v·tapStepX. Row i of Y begins at
 * y + yOffset + i·yRow, and its numbers are yStep bytes apart.
 */
export function sumTaps(
  z: usize,
  zTap: usize,
  y: usize,
  images: i32,
  yImage: usize,
  bias: f32,
  relu: bool,
  line: usize,
  p: Phase,
): void {
  y += p.yOffset;
  const yRow = p.yRow, yStep = p.yStep, firstTap = p.firstTap, tapStepY = p.tapStepY;
  const tapStepX = p.tapStepX, height = p.height, width = p.width, outHeight = p.outHeight;
  const outWidth = p.outWidth, tapsY = p.tapsY, tapsX = p.tapsX, strideY = p.strideY;
  const strideX = p.strideX, top = p.top, left = p.left, stepY = p.stepY, stepX = p.stepX;
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) store<f32>(line + (<usize> j << 2), bias);
      for (let u = 0; u < tapsY; u++) {
        const row = i * strideY + top + u * stepY;
        if (row < 0 || row >= height) continue;
        for (let v = 0; v < tapsX; v++) {
          const t = firstTap + u * tapStepY + v * tapStepX, x0 = left + v * stepX;
          const from = z + zTap * t + (<usize> ((n * height + row) * width + x0) << 2);
          addInside(line, from, outWidth, strideX, x0, width);
        }
      }
      let to = y + yImage * n + yRow * i;
      for (let j = 0; j < outWidth; j++) {
        const value = load<f32>(line + (<usize> j << 2));
        store<f32>(to, relu ? max(value, 0) : value);
        to += yStep;
      }
    }
  }
}

// line[j] += from[j·stride] for those j for which column x0 + j·stride lies in 0…width−1.
// @inline
function addInside(line: usize, from: usize, count: i32, stride: i32, x0: i32, width: i32): void {
  let j = x0 < 0 ? (stride - 1 - x0) / stride : 0;
  const end = min(count, x0 >= width ? 0 : (width - 1 - x0) / stride + 1);
  if (stride == 1) {
    for (; j + 3 < end; j += 4) {
      const at = <usize> j << 2;
      v128.store(line + at, f32x4.add(v128.load(line + at), v128.load(from + at)));
    }
  }
  for (; j < end; j++) {
    const at = line + (<usize> j << 2);
    store<f32>(at, load<f32>(at) + load<f32>(from + (<usize> (j * stride) << 2)));
  }
}
