// @ts-nocheck AssemblyScript
// columns[p, u, v, c] = X[image, i·strideY + top + u·stepY, j·strideX + left + v·stepX, c]
//
// where p counts the output pixels (image, i, j) in order; zero outside X. With these columns every
// convolution is a matrix product, for any stride, padding and dilation. The gradient of the input
// reads the same kind of columns from dY, one phase of the stride at a time.

import type { Placement, Windows } from "../geometry.ts";

/** The columns of pixels first … first+count−1: a block can begin and end anywhere. */
export function windows(x: usize, columns: usize, first: i32, count: i32, w: Windows): void {
  const height = w.height, width = w.width, channels = w.channels, outHeight = w.outHeight;
  const outWidth = w.outWidth, tapsY = w.tapsY, tapsX = w.tapsX, strideY = w.strideY;
  const strideX = w.strideX, top = w.top, left = w.left, stepY = w.stepY, stepX = w.stepX;
  const pixel = <usize> channels << 2, row = pixel * width, run = pixel * tapsX;
  const outPixels = outHeight * outWidth;
  let i = first % outPixels / outWidth, j = first % outWidth;
  let base = x + row * height * (first / outPixels);
  for (let p = 0; p < count; p++) {
    const x0 = j * strideX + left;
    const inside = stepX == 1 && x0 >= 0 && x0 + tapsX <= width;
    let y = i * strideY + top;
    for (let u = 0; u < tapsY; u++) {
      if (y < 0 || y >= height) {
        zero(columns, run);
      } else if (inside) {
        copy(base + row * y + pixel * x0, columns, run);
      } else {
        let from = x0, to = columns;
        for (let v = 0; v < tapsX; v++) {
          if (from < 0 || from >= width) zero(to, pixel);
          else copy(base + row * y + pixel * from, to, pixel);
          from += stepX;
          to += pixel;
        }
      }
      columns += run;
      y += stepY;
    }
    if (++j == outWidth) {
      j = 0;
      if (++i == outHeight) {
        i = 0;
        base += row * height;
      }
    }
  }
}

// @inline
function copy(from: usize, to: usize, bytes: usize): void {
  const end = to + bytes, end16 = to + (bytes & ~15);
  while (to < end16) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  while (to < end) {
    store<f32>(to, load<f32>(from));
    from += 4;
    to += 4;
  }
}

// @inline
function zero(to: usize, bytes: usize): void {
  const end = to + bytes, end16 = to + (bytes & ~15);
  while (to < end16) {
    v128.store(to, f32x4.splat(0));
    to += 16;
  }
  while (to < end) {
    store<f32>(to, 0);
    to += 4;
  }
}

/** target[c, n] = source[n, c]: one tap of a filter, transposed for the gradient of the input. */
export function transpose(source: usize, target: usize, rows: i32, columns: i32): void {
  const row = <usize> columns << 2, column = <usize> rows << 2;
  for (let r = 0; r < rows; r++) {
    let from = source + <usize> r * row, to = target + (<usize> r << 2);
    for (let c = 0; c < columns; c++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += column;
    }
  }
}

/**
 * Y[image, i·strideY + phaseY, j·strideX + phaseX, 0…c−1] = rows[p, 0…c−1]: puts the result
 * of one phase of a strided transposed convolution in place; p counts (image, i, j) as above.
 */
export function place(
  rows: usize,
  y: usize,
  first: i32,
  count: i32,
  channels: i32,
  p: Placement,
): void {
  const phaseHeight = p.outHeight, phaseWidth = p.outWidth, height = p.placeHeight;
  const width = p.placeWidth, strideY = p.placeStrideY, strideX = p.placeStrideX, phaseY = p.phaseY;
  const phaseX = p.phaseX;
  const pixel = <usize> channels << 2, row = pixel * width;
  const pixels = phaseHeight * phaseWidth;
  let image = first / pixels, i = first % pixels / phaseWidth, j = first % phaseWidth;
  for (let p = 0; p < count; p++) {
    const target = row * (image * height + i * strideY + phaseY) + pixel * (j * strideX + phaseX);
    copy(rows, y + target, pixel);
    rows += pixel;
    if (++j == phaseWidth) {
      j = 0;
      if (++i == phaseHeight) {
        i = 0;
        image++;
      }
    }
  }
}

/** rows[r, 0…c−1] = max(rows[r] + bias, 0) with `relu`, else rows[r] + bias; bias 0 means none. */
export function addBias(rows: usize, count: i32, channels: i32, bias: usize, relu: bool): void {
  const pixel = <usize> channels << 2, whole = channels & ~3, none = f32x4.splat(0);
  if (!bias && !relu) return;
  if (channels == 1) {
    addOneBias(rows, count, bias ? load<f32>(bias) : 0, relu);
    return;
  }
  for (let r = 0; r < count; r++) {
    let c = 0;
    for (; c < whole; c += 4) {
      const at = rows + (<usize> c << 2);
      let value = v128.load(at);
      if (bias) value = f32x4.add(value, v128.load(bias + (<usize> c << 2)));
      v128.store(at, relu ? f32x4.pmax(value, none) : value);
    }
    for (; c < channels; c++) {
      const at = rows + (<usize> c << 2);
      let value = load<f32>(at);
      if (bias) value += load<f32>(bias + (<usize> c << 2));
      store<f32>(at, relu ? max(value, 0) : value);
    }
    rows += pixel;
  }
}

function addOneBias(rows: usize, count: i32, bias: f32, relu: bool): void {
  const four = f32x4.splat(bias), none = f32x4.splat(0);
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const value = f32x4.add(v128.load(rows), four);
    v128.store(rows, relu ? f32x4.pmax(value, none) : value);
    rows += 16;
  }
  for (; i < count; i++) {
    const value = load<f32>(rows) + bias;
    store<f32>(rows, relu ? max(value, 0) : value);
    rows += 4;
  }
}

/** total[i] = Σ_t parts[t, i], the sum of the partial sums of the threads, `bytes` apart. */
export function addParts(
  parts: usize,
  bytes: usize,
  threads: i32,
  total: usize,
  low: i32,
  high: i32,
): void {
  let i = low;
  for (; i + 3 < high; i += 4) {
    let at = parts + (<usize> i << 2), sum = v128.load(at);
    for (let t = 1; t < threads; t++) {
      at += bytes;
      sum = f32x4.add(sum, v128.load(at));
    }
    v128.store(total + (<usize> i << 2), sum);
  }
  for (; i < high; i++) {
    let at = parts + (<usize> i << 2), sum = load<f32>(at);
    for (let t = 1; t < threads; t++) {
      at += bytes;
      sum += load<f32>(at);
    }
    store<f32>(total + (<usize> i << 2), sum);
  }
}
