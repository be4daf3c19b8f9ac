// @ts-nocheck AssemblyScript
// ../predictor.ts and the range decoder in SIMD of 128 bits, without relaxed operations: the same integers.
// Activations and weights have 16 bits, sums 32. Channels are padded with zeros to a multiple of 16.

import { Network } from "./network.ts";

const LARGEST: i16 = 4095;

// @inline
function clamp(values: v128): v128 {
  return i16x8.min_s(i16x8.max_s(values, i16x8.splat(0)), i16x8.splat(LARGEST));
}

// h₀ = clamp(round(z))
function first(n: Network, pixel: i32, cell: i32): void {
  const bytes = n.channels << 1, shift = n.windowShift;
  const z = n.sums + pixel * bytes, h = n.layers + cell * bytes;
  const unit: i32 = shift > 0 ? 1 << (shift - 1) : 0, half = i16x8.splat(<i16> unit);
  for (let i = 0; i < bytes; i += 16) {
    const sum = v128.load(z + i);
    const value = shift > 0 ? i16x8.shr_s(i16x8.add(sum, half), shift) : i16x8.shl(sum, -shift);
    v128.store(h + i, clamp(value));
  }
}

// h_l₊₁ = clamp(h_l + biases + round(Σ weights · h_l)), sixteen channels at a time
function block(n: Network, l: i32, cell: i32): void {
  const channels = n.channels, bytes = channels << 1, bits = n.blockBits;
  const cells = (n.height + 1) * (n.width + 1), row = (n.width + 1) * bytes;
  const from = n.layers + (l * cells + cell) * bytes, to = from + cells * bytes;
  let weights = n.weights + l * 5 * channels * bytes, bias = n.biases + (l * channels << 2);
  for (let g = 0; g < bytes; g += 32, bias += 64) {
    const low = v128.load(from + g), high = v128.load(from + g, 16);
    let s0 = i32x4.add(v128.load(bias), i32x4.shl(i32x4.extend_low_i16x8_s(low), bits));
    let s1 = i32x4.add(v128.load(bias, 16), i32x4.shl(i32x4.extend_high_i16x8_s(low), bits));
    let s2 = i32x4.add(v128.load(bias, 32), i32x4.shl(i32x4.extend_low_i16x8_s(high), bits));
    let s3 = i32x4.add(v128.load(bias, 48), i32x4.shl(i32x4.extend_high_i16x8_s(high), bits));
    for (let t = 0; t < 2; t++) {
      // left and here; then the three above: neighbours in memory
      let x = t == 0 ? from - bytes : from - row - bytes;
      const end = x + (t == 0 ? 2 : 3) * bytes;
      for (; x < end; x += 8, weights += 128) {
        const a = v128.load32_splat(x), b = v128.load32_splat(x, 4);
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(a, v128.load(weights)));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(a, v128.load(weights, 16)));
        s2 = i32x4.add(s2, i32x4.dot_i16x8_s(a, v128.load(weights, 32)));
        s3 = i32x4.add(s3, i32x4.dot_i16x8_s(a, v128.load(weights, 48)));
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(b, v128.load(weights, 64)));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(b, v128.load(weights, 80)));
        s2 = i32x4.add(s2, i32x4.dot_i16x8_s(b, v128.load(weights, 96)));
        s3 = i32x4.add(s3, i32x4.dot_i16x8_s(b, v128.load(weights, 112)));
      }
    }
    s0 = i32x4.shr_s(s0, bits);
    s1 = i32x4.shr_s(s1, bits);
    s2 = i32x4.shr_s(s2, bits);
    s3 = i32x4.shr_s(s3, bits);
    v128.store(to + g, clamp(i16x8.narrow_i32x4_s(s0, s1)));
    v128.store(to + g, clamp(i16x8.narrow_i32x4_s(s2, s3)), 16);
  }
}

// The logit of a one, limited to those of the table; every cell is computed if `all`.
function logit(n: Network, pixel: i32, cell: i32, all: bool): i32 {
  const cells = (n.height + 1) * (n.width + 1), row = n.width + 1, blocks = n.blocks;
  let touched = n.touched + cell;
  if (all || load<u8>(touched)) first(n, pixel, cell);
  for (let l = 0; l < blocks; l++) {
    const seen: u8 = load<u8>(touched) | load<u8>(touched - 1) | load<u8>(touched - row - 1) |
      load<u8>(touched - row) | load<u8>(touched - row + 1);
    touched += cells;
    store<u8>(touched, seen);
    if (all || seen) block(n, l, cell);
  }
  if (!all && !load<u8>(touched)) return load<i32>(n.blackLogits + (pixel << 2));
  const bytes = n.channels << 1, h = n.layers + (blocks * cells + cell) * bytes;
  let s = i32x4.splat(0);
  for (let i = 0; i < bytes; i += 16) {
    s = i32x4.add(s, i32x4.dot_i16x8_s(v128.load(h + i), v128.load(n.output + i)));
  }
  const sum = n.outputBias + i32x4.extract_lane(s, 0) + i32x4.extract_lane(s, 1) +
    i32x4.extract_lane(s, 2) + i32x4.extract_lane(s, 3);
  return max(-n.limit, min(n.limit, sum));
}

// A white pixel adds its weights to the sums of the pixels that see it.
function addPixel(n: Network, y: i32, x: i32): void {
  const bytes = n.channels << 1, width = n.width;
  for (let k = 0, w = n.window; k < n.taps; k++, w += bytes) {
    const seenY = y + load<i32>(n.offsets + (k << 3)),
      seenX = x + load<i32>(n.offsets + (k << 3), 4);
    if (seenY >= n.height || <u32> seenX >= <u32> width) continue;
    const sums = n.sums + (seenY * width + seenX) * bytes;
    for (let i = 0; i < bytes; i += 16) {
      v128.store(sums + i, i16x8.add(v128.load(sums + i), v128.load(w + i)));
    }
    store<u8>(n.touched + (seenY + 1) * (width + 1) + seenX + 1, 1);
  }
}

function start(n: Network): void {
  const bytes = n.channels << 1, cells = (n.blocks + 1) * (n.height + 1) * (n.width + 1);
  memory.copy(n.sums, n.blackSums, n.height * n.width * bytes);
  memory.copy(n.layers, n.blackLayers, cells * bytes);
  memory.fill(n.touched, 0, cells);
}

/** Computes what the network makes of a black image; needed once, before the functions below. */
export function blacken(n: Network): void {
  start(n);
  const cells = (n.blocks + 1) * (n.height + 1) * (n.width + 1);
  for (let y = 0, pixel = 0; y < n.height; y++) {
    for (let x = 0; x < n.width; x++, pixel++) {
      const value = logit(n, pixel, (y + 1) * (n.width + 1) + x + 1, true);
      store<i32>(n.blackLogits + (pixel << 2), value);
    }
  }
  memory.copy(n.blackLayers, n.layers, cells * (n.channels << 1));
}

// @inline
function probabilityAt(n: Network, pixel: i32, y: i32, x: i32): u32 {
  const value = logit(n, pixel, (y + 1) * (n.width + 1) + x + 1, false);
  return load<u16>(n.table + ((value + n.limit) << 1));
}

/** The probability of a one, in 65,536ths, at every pixel of `count` images. */
export function predict(n: Network, pixels: usize, count: i32, probabilities: usize): void {
  for (let i = 0; i < count; i++) {
    start(n);
    for (let y = 0, pixel = 0; y < n.height; y++) {
      for (let x = 0; x < n.width; x++, pixel++, pixels++, probabilities += 2) {
        store<u16>(probabilities, <u16> probabilityAt(n, pixel, y, x));
        if (load<u8>(pixels)) addPixel(n, y, x);
      }
    }
  }
}

let at: usize = 0, end: usize = 0, code: u32 = 0;

// The next byte of the stream, after its end zeros.
// @inline
function next(): u32 {
  const byte: u32 = at < end ? load<u8>(at) : 0;
  at++;
  return byte;
}

/**
 * Decodes `count` images. Returns by how many bytes the stream is longer than what was read, of which the
 * last three are zeros beyond its end: 0 if it is right, less if it is cut.
 */
export function decode(n: Network, stream: usize, bytes: i32, pixels: usize, count: i32): i32 {
  at = stream, end = stream + bytes, code = 0;
  let range: u32 = 0xffffffff;
  for (let i = 0; i < 4; i++) code = (code << 8) | next();
  for (let i = 0; i < count; i++) {
    start(n);
    for (let y = 0, pixel = 0; y < n.height; y++) {
      for (let x = 0; x < n.width; x++, pixel++, pixels++) {
        const ones = (range >>> 16) * probabilityAt(n, pixel, y, x);
        const bit = code < ones;
        if (bit) range = ones;
        else {
          code -= ones;
          range -= ones;
        }
        while (range < 0x1000000) {
          range <<= 8;
          code = (code << 8) | next();
        }
        store<u8>(pixels, <u8> bit);
        if (bit) addPixel(n, y, x);
      }
    }
    if (at > end + 3) break; // cut
  }
  return <i32> (end + 3) - <i32> at;
}
