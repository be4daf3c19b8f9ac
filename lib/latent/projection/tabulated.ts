/** The upper half of the bits of infinity in float32. */
const INFINITE = 0x7f80;

/** The values of a function of a number from 0 on, at all float32 numbers whose mantissa has seven bits. */
export type Table = Float64Array;

/**
 * Tabulates a function for {@linkcode valueAt}. Below 2⁻¹²⁶ it has the value there, and at ∞ that of the largest
 * number; one more value is the right end of the interval of ∞.
 */
export function tabulate(f: (x: number) => number): Table {
  const number = new Float32Array(1), bits = new Uint32Array(number.buffer);
  return Float64Array.from({ length: INFINITE + 2 }, (_, i) => {
    bits[0] = Math.min(i, INFINITE - 1) << 16;
    return f(Math.max(number[0], 2 ** -126));
  });
}

const float32 = new Float32Array(1), float32Bits = new Int32Array(float32.buffer);

/** The function between its tabulated values, by linear interpolation; NaN of NaN. */
export function valueAt(table: Table, x: number): number {
  float32[0] = x;
  const bits = float32Bits[0], low = table[bits >> 16];
  return low + (table[(bits >> 16) + 1] - low) * ((bits & 0xffff) / 0x10000);
}
