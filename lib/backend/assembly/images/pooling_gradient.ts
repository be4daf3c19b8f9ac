// @ts-nocheck AssemblyScript
// dX[n, y, x, c] = Σ dY[n, i, j, c] over the windows whose maximum is at (y, x), the first of equal
// maxima; for the mean, Σ dY ÷ taps over all windows that contain (y, x). Images low…high−1: whole
// images, because windows may overlap. dX must be zero before.

import type { Windows } from "../geometry.ts";

export function maxPoolGradient(
  x: usize,
  dy: usize,
  dx: usize,
  low: i32,
  high: i32,
  w: Windows,
): void {
  const height = w.height, width = w.width, channels = w.channels, outHeight = w.outHeight;
  const outWidth = w.outWidth, tapsY = w.tapsY, tapsX = w.tapsX, strideY = w.strideY;
  const strideX = w.strideX, top = w.top, left = w.left;
  const pixel = <usize> channels << 2, row = pixel * width, whole = pixel & ~15;
  const pixels = outHeight * outWidth, toDx = dx - x;
  dy += pixel * pixels * low;
  for (let p = low * pixels; p < high * pixels; p++) {
    const y0 = p / outWidth % outHeight * strideY + top, x0 = p % outWidth * strideX + left;
    const u0 = max(y0, 0), u1 = min(y0 + tapsY, height);
    const v0 = max(x0, 0), v1 = min(x0 + tapsX, width);
    const corner = x + row * (p / pixels * height + u0) + pixel * v0;
    let c: usize = 0;
    for (; c < whole; c += 16) {
      let largest = f32x4.splat(-Infinity), chosen = i32x4.splat(-1);
      for (let u = u0, line = corner + c; u < u1; u++, line += row) {
        for (let v = v0, from = line; v < v1; v++, from += pixel) {
          const value = v128.load(from), larger = f32x4.gt(value, largest);
          largest = v128.bitselect(value, largest, larger);
          chosen = v128.bitselect(i32x4.splat(<i32> from), chosen, larger);
        }
      }
      const gradient = v128.load(dy + c);
      for (let u = u0, line = corner + c; u < u1; u++, line += row) {
        for (let v = v0, from = line; v < v1; v++, from += pixel) {
          const here = i32x4.eq(chosen, i32x4.splat(<i32> from)), to = from + toDx;
          v128.store(to, f32x4.add(v128.load(to), v128.and(gradient, here)));
        }
      }
    }
    for (; c < pixel; c += 4) {
      let largest: f32 = -Infinity, chosen: usize = 0;
      for (let u = u0, line = corner + c; u < u1; u++, line += row) {
        for (let v = v0, from = line; v < v1; v++, from += pixel) {
          const value = load<f32>(from);
          if (value > largest) {
            largest = value;
            chosen = from;
          }
        }
      }
      if (chosen) {
        store<f32>(chosen + toDx, load<f32>(chosen + toDx) + load<f32>(dy + c));
      }
    }
    dy += pixel;
  }
}

export function averagePoolGradient(dy: usize, dx: usize, low: i32, high: i32, w: Windows): void {
  const height = w.height, width = w.width, channels = w.channels, outHeight = w.outHeight;
  const outWidth = w.outWidth, tapsY = w.tapsY, tapsX = w.tapsX, strideY = w.strideY;
  const strideX = w.strideX, top = w.top, left = w.left;
  const pixel = <usize> channels << 2, row = pixel * width, whole = pixel & ~15;
  const pixels = outHeight * outWidth, share = <f32> 1 / <f32> (tapsY * tapsX);
  const shares = f32x4.splat(share);
  dy += pixel * pixels * low;
  for (let p = low * pixels; p < high * pixels; p++) {
    const y0 = p / outWidth % outHeight * strideY + top, x0 = p % outWidth * strideX + left;
    const u0 = max(y0, 0), u1 = min(y0 + tapsY, height);
    const v0 = max(x0, 0), v1 = min(x0 + tapsX, width);
    const corner = dx + row * (p / pixels * height + u0) + pixel * v0;
    let c: usize = 0;
    for (; c < whole; c += 16) {
      const part = f32x4.mul(v128.load(dy + c), shares);
      for (let u = u0, line = corner + c; u < u1; u++, line += row) {
        for (let v = v0, to = line; v < v1; v++, to += pixel) {
          v128.store(to, f32x4.add(v128.load(to), part));
        }
      }
    }
    for (; c < pixel; c += 4) {
      const part = load<f32>(dy + c) * share;
      for (let u = u0, line = corner + c; u < u1; u++, line += row) {
        for (let v = v0, to = line; v < v1; v++, to += pixel) {
          store<f32>(to, load<f32>(to) + part);
        }
      }
    }
    dy += pixel;
  }
}
