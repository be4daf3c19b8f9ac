// @ts-nocheck AssemblyScript
// What follows a product in the same job, while its result is still in the cache.
import * as codes from "../activation_codes.ts";
import { activate } from "./functions.ts";

// @inline
function rowsOf(
  which: i32,
  y: usize,
  rows: i32,
  columns: i32,
  stride: i32,
  bias: usize,
  parameter: f32,
): void {
  const a = f32x4.splat(parameter), step = <usize> stride << 2;
  for (let r = 0; r < rows; r++, y += step) {
    let p = y, b = bias;
    const end = y + (<usize> columns << 2), end4 = y + (<usize> (columns & ~3) << 2);
    if (bias) {
      for (; p < end4; p += 16, b += 16) {
        v128.store(p, activate(which, f32x4.add(v128.load(p), v128.load(b)), a));
      }
      for (; p < end; p += 4, b += 4) {
        const x = f32x4.add(v128.load32_splat(p), v128.load32_splat(b));
        store<f32>(p, f32x4.extract_lane(activate(which, x, a), 0));
      }
    } else {
      for (; p < end4; p += 16) v128.store(p, activate(which, v128.load(p), a));
      for (; p < end; p += 4) {
        store<f32>(p, f32x4.extract_lane(activate(which, v128.load32_splat(p), a), 0));
      }
    }
  }
}

/**
 * y[r, c] = f(y[r, c] + bias[c]), in place, where f is the activation with code `which`. Rows begin
 * `stride` numbers apart; a bias of 0 means none.
 */
export function biasActivation(
  which: i32,
  y: usize,
  rows: i32,
  columns: i32,
  stride: i32,
  bias: usize,
  a: f32,
): void {
  if (which == codes.LINEAR) {
    if (bias) rowsOf(codes.LINEAR, y, rows, columns, stride, bias, a);
  } else if (which == codes.RELU) rowsOf(codes.RELU, y, rows, columns, stride, bias, a);
  else if (which == codes.SIGMOID) rowsOf(codes.SIGMOID, y, rows, columns, stride, bias, a);
  else if (which == codes.TANH) rowsOf(codes.TANH, y, rows, columns, stride, bias, a);
  else if (which == codes.ELU) rowsOf(codes.ELU, y, rows, columns, stride, bias, a);
  else if (which == codes.LEAKY_RELU) rowsOf(codes.LEAKY_RELU, y, rows, columns, stride, bias, a);
  else if (which == codes.SOFTPLUS) rowsOf(codes.SOFTPLUS, y, rows, columns, stride, bias, a);
  else if (which == codes.GELU) rowsOf(codes.GELU, y, rows, columns, stride, bias, a);
  else if (which == codes.SELU) rowsOf(codes.SELU, y, rows, columns, stride, bias, a);
  else rowsOf(codes.RELU6, y, rows, columns, stride, bias, a);
}
