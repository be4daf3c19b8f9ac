// @ts-nocheck AssemblyScript
// Y[n,i,j,c] = max or mean of X[n, y, x, c] over the window at (i·strideY + top, j·strideX + left).
//
// As in the cpu backend of tfjs, a NaN is never the maximum, the mean divides by the number of
// pixels inside the image, and its gradient by the number of all pixels of the window. The output
// pixels first … first+count−1 are counted through all images.

import type { Windows } from "../geometry.ts";

export function maxPool(x: usize, y: usize, first: i32, count: i32, w: Windows): void {
  const height = w.height, width = w.width, channels = w.channels, outHeight = w.outHeight;
  const outWidth = w.outWidth, tapsY = w.tapsY, tapsX = w.tapsX, strideY = w.strideY;
  const strideX = w.strideX, top = w.top, left = w.left;
  const pixel = <usize> channels << 2, row = pixel * width, whole = pixel & ~15;
  for (let p = first; p < first + count; p++) {
    const image = p / (outHeight * outWidth);
    const y0 = p / outWidth % outHeight * strideY + top, x0 = p % outWidth * strideX + left;
    const u0 = max(y0, 0), u1 = min(y0 + tapsY, height);
    const v0 = max(x0, 0), v1 = min(x0 + tapsX, width);
    const corner = x + row * (image * height + u0) + pixel * v0;
    let c: usize = 0;
    for (; c < whole; c += 16) {
      let largest = f32x4.splat(-Infinity), line = corner + c;
      for (let u = u0; u < u1; u++) {
        let from = line;
        for (let v = v0; v < v1; v++) {
          largest = f32x4.pmax(largest, v128.load(from));
          from += pixel;
        }
        line += row;
      }
      v128.store(y + c, largest);
    }
    for (; c < pixel; c += 4) {
      let largest: f32 = -Infinity, line = corner + c;
      for (let u = u0; u < u1; u++) {
        let from = line;
        for (let v = v0; v < v1; v++) {
          const value = load<f32>(from);
          if (value > largest) largest = value;
          from += pixel;
        }
        line += row;
      }
      store<f32>(y + c, largest);
    }
    y += pixel;
  }
}

export function averagePool(x: usize, y: usize, first: i32, count: i32, w: Windows): void {
  const height = w.height, width = w.width, channels = w.channels, outHeight = w.outHeight;
  const outWidth = w.outWidth, tapsY = w.tapsY, tapsX = w.tapsX, strideY = w.strideY;
  const strideX = w.strideX, top = w.top, left = w.left;
  const pixel = <usize> channels << 2, row = pixel * width, whole = pixel & ~15;
  for (let p = first; p < first + count; p++) {
    const image = p / (outHeight * outWidth);
    const y0 = p / outWidth % outHeight * strideY + top, x0 = p % outWidth * strideX + left;
    const u0 = max(y0, 0), u1 = min(y0 + tapsY, height);
    const v0 = max(x0, 0), v1 = min(x0 + tapsX, width);
    const corner = x + row * (image * height + u0) + pixel * v0;
    const inside = <f32> (max(u1 - u0, 0) * max(v1 - v0, 0)), divisor = f32x4.splat(inside);
    let c: usize = 0;
    for (; c < whole; c += 16) {
      let sum = f32x4.splat(0), line = corner + c;
      for (let u = u0; u < u1; u++) {
        let from = line;
        for (let v = v0; v < v1; v++) {
          sum = f32x4.add(sum, v128.load(from));
          from += pixel;
        }
        line += row;
      }
      v128.store(y + c, f32x4.div(sum, divisor));
    }
    for (; c < pixel; c += 4) {
      let sum: f32 = 0, line = corner + c;
      for (let u = u0; u < u1; u++) {
        let from = line;
        for (let v = v0; v < v1; v++) {
          sum += load<f32>(from);
          from += pixel;
        }
        line += row;
      }
      store<f32>(y + c, sum / inside);
    }
    y += pixel;
  }
}
