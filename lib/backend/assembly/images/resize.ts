// @ts-nocheck AssemblyScript
// Resizing of images. The tables `rows` and `columns` have an entry for each output row and column:
// the source row or column before it and the one after it (Int32), and the weight of the latter
// (Float32).
//
//     Y[i, j] = (1−f)(1−g) X[a, b] + (1−f) g X[a, b′] + f (1−g) X[a′, b] + f g X[a′, b′]
//
// Nearest-neighbour resizing uses the first source alone. Output rows are counted through the whole
// batch; gradients are computed for whole images, as they add to dX, which must be zero before.

import type { Mapping } from "../geometry.ts";

// Bytes of a table entry, and the offsets of the source after and of its weight.
const ENTRY: usize = 12;
const AFTER: usize = 4;
const WEIGHT: usize = 8;

export function resizeNearest(x: usize, y: usize, low: i32, high: i32, m: Mapping): void {
  const height = m.height, width = m.width, channels = m.channels, newHeight = m.newHeight;
  const newWidth = m.newWidth, rows = m.rows, columns = m.columns;
  const pixel = <usize> channels << 2, whole = pixel & ~15, line = pixel * width;
  y += pixel * newWidth * low;
  for (let r = low; r < high; r++) {
    const source = load<i32>(rows + ENTRY * (r % newHeight));
    const from = x + line * (r / newHeight * height + source);
    for (let j = 0; j < newWidth; j++) {
      const at = from + pixel * load<i32>(columns + ENTRY * j);
      let c: usize = 0;
      for (; c < whole; c += 16) v128.store(y + c, v128.load(at + c));
      for (; c < pixel; c += 4) store<f32>(y + c, load<f32>(at + c));
      y += pixel;
    }
  }
}

export function resizeNearestGradient(dy: usize, dx: usize, low: i32, high: i32, m: Mapping): void {
  const height = m.height, width = m.width, channels = m.channels, newHeight = m.newHeight;
  const newWidth = m.newWidth, rows = m.rows, columns = m.columns;
  const pixel = <usize> channels << 2, whole = pixel & ~15, line = pixel * width;
  dy += pixel * newWidth * newHeight * low;
  for (let r = low * newHeight; r < high * newHeight; r++) {
    const source = load<i32>(rows + ENTRY * (r % newHeight));
    const to = dx + line * (r / newHeight * height + source);
    for (let j = 0; j < newWidth; j++) {
      const at = to + pixel * load<i32>(columns + ENTRY * j);
      let c: usize = 0;
      for (; c < whole; c += 16) {
        v128.store(at + c, f32x4.add(v128.load(at + c), v128.load(dy + c)));
      }
      for (; c < pixel; c += 4) store<f32>(at + c, load<f32>(at + c) + load<f32>(dy + c));
      dy += pixel;
    }
  }
}

export function resizeBilinear(x: usize, y: usize, low: i32, high: i32, m: Mapping): void {
  const height = m.height, width = m.width, channels = m.channels, newHeight = m.newHeight;
  const newWidth = m.newWidth, rows = m.rows, columns = m.columns;
  const pixel = <usize> channels << 2, whole = pixel & ~15, line = pixel * width;
  y += pixel * newWidth * low;
  for (let r = low; r < high; r++) {
    const entry = rows + ENTRY * (r % newHeight), image = x + line * (r / newHeight * height);
    const above = image + line * load<i32>(entry), below = image + line * load<i32>(entry, AFTER);
    const f = load<f32>(entry, WEIGHT), f4 = f32x4.splat(f);
    for (let j = 0; j < newWidth; j++) {
      const column = columns + ENTRY * j, g = load<f32>(column, WEIGHT), g4 = f32x4.splat(g);
      const before = pixel * load<i32>(column), after = pixel * load<i32>(column, AFTER);
      let c: usize = 0;
      for (; c < whole; c += 16) {
        const a = v128.load(above + before + c), b = v128.load(below + before + c);
        const top = f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(above + after + c), a), g4));
        const bottom = f32x4.add(b, f32x4.mul(f32x4.sub(v128.load(below + after + c), b), g4));
        v128.store(y + c, f32x4.add(top, f32x4.mul(f32x4.sub(bottom, top), f4)));
      }
      for (; c < pixel; c += 4) {
        const a = load<f32>(above + before + c), b = load<f32>(below + before + c);
        const top = a + (load<f32>(above + after + c) - a) * g;
        const bottom = b + (load<f32>(below + after + c) - b) * g;
        store<f32>(y + c, top + (bottom - top) * f);
      }
      y += pixel;
    }
  }
}

export function resizeBilinearGradient(
  dy: usize,
  dx: usize,
  low: i32,
  high: i32,
  m: Mapping,
): void {
  const height = m.height, width = m.width, channels = m.channels, newHeight = m.newHeight;
  const newWidth = m.newWidth, rows = m.rows, columns = m.columns;
  const pixel = <usize> channels << 2, line = pixel * width;
  dy += pixel * newWidth * newHeight * low;
  for (let r = low * newHeight; r < high * newHeight; r++) {
    const entry = rows + ENTRY * (r % newHeight), image = dx + line * (r / newHeight * height);
    const above = image + line * load<i32>(entry), below = image + line * load<i32>(entry, AFTER);
    const f = load<f32>(entry, WEIGHT);
    for (let j = 0; j < newWidth; j++) {
      const column = columns + ENTRY * j, g = load<f32>(column, WEIGHT);
      const before = pixel * load<i32>(column), after = pixel * load<i32>(column, AFTER);
      addScaled(dy, above + before, pixel, (1 - f) * (1 - g));
      addScaled(dy, above + after, pixel, (1 - f) * g);
      addScaled(dy, below + before, pixel, f * (1 - g));
      addScaled(dy, below + after, pixel, f * g);
      dy += pixel;
    }
  }
}

// @inline
function addScaled(from: usize, to: usize, bytes: usize, scale: f32): void {
  const scales = f32x4.splat(scale), whole = bytes & ~15;
  let c: usize = 0;
  for (; c < whole; c += 16) {
    const sum = f32x4.add(v128.load(to + c), f32x4.mul(v128.load(from + c), scales));
    v128.store(to + c, sum);
  }
  for (; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(from + c) * scale);
}
