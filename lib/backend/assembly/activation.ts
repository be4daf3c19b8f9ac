// y[r, c] = f(y[r, c] + bias[c]), in place, over rows that lie `stride` numbers apart: what follows
// a product in the same job, while its share of C is still in the cache. bias 0 means none.
import { expm1, gelu, number, sigmoid, softplus, tanh, zero } from "./math";

const LINEAR = 0, RELU = 1, SIGMOID = 2, TANH = 3, ELU = 4, LEAKY_RELU = 5, SOFTPLUS = 6, GELU = 7;
const SELU = 8, RELU6 = 9;

@inline function f(which: i32, x: v128, a: v128): v128 {
  if (which == RELU) return f32x4.max(x, zero());
  if (which == SIGMOID) return sigmoid(x);
  if (which == TANH) return tanh(x);
  if (which == ELU) return v128.bitselect(x, expm1(x), f32x4.ge(x, zero()));
  if (which == LEAKY_RELU) return v128.bitselect(f32x4.mul(x, a), x, f32x4.lt(x, zero()));
  if (which == SOFTPLUS) return softplus(x);
  if (which == GELU) return gelu(x);
  if (which == SELU) {
    const negative = f32x4.mul(number(58), expm1(x));
    return v128.bitselect(f32x4.mul(number(57), x), negative, f32x4.ge(x, zero()));
  }
  if (which == RELU6) return f32x4.min(f32x4.max(x, zero()), number(56));
  return x;
}

@inline function rowsOf(
  which: i32, y: usize, rows: i32, columns: i32, stride: i32, bias: usize, parameter: f32,
): void {
  const a = f32x4.splat(parameter), step = <usize>stride << 2;
  for (let r = 0; r < rows; r++, y += step) {
    let p = y, b = bias;
    const end = y + (<usize>columns << 2), end4 = y + (<usize>(columns & ~3) << 2);
    if (bias) {
      for (; p < end4; p += 16, b += 16) {
        v128.store(p, f(which, f32x4.add(v128.load(p), v128.load(b)), a));
      }
      for (; p < end; p += 4, b += 4) {
        const x = f32x4.add(v128.load32_splat(p), v128.load32_splat(b));
        store<f32>(p, f32x4.extract_lane(f(which, x, a), 0));
      }
    } else {
      for (; p < end4; p += 16) v128.store(p, f(which, v128.load(p), a));
      for (; p < end; p += 4) {
        store<f32>(p, f32x4.extract_lane(f(which, v128.load32_splat(p), a), 0));
      }
    }
  }
}

/** The activation's number is that of activations.ts, which the TypeScript side reads too. */
export function biasActivation(
  which: i32, y: usize, rows: i32, columns: i32, stride: i32, bias: usize, a: f32,
): void {
  if (which == LINEAR) {
    if (bias) rowsOf(LINEAR, y, rows, columns, stride, bias, a);
  } else if (which == RELU) rowsOf(RELU, y, rows, columns, stride, bias, a);
  else if (which == SIGMOID) rowsOf(SIGMOID, y, rows, columns, stride, bias, a);
  else if (which == TANH) rowsOf(TANH, y, rows, columns, stride, bias, a);
  else if (which == ELU) rowsOf(ELU, y, rows, columns, stride, bias, a);
  else if (which == LEAKY_RELU) rowsOf(LEAKY_RELU, y, rows, columns, stride, bias, a);
  else if (which == SOFTPLUS) rowsOf(SOFTPLUS, y, rows, columns, stride, bias, a);
  else if (which == GELU) rowsOf(GELU, y, rows, columns, stride, bias, a);
  else if (which == SELU) rowsOf(SELU, y, rows, columns, stride, bias, a);
  else rowsOf(RELU6, y, rows, columns, stride, bias, a);
}
