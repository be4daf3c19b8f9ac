/** The upper half of the bits of infinity in float32. */
const INFINITE = 0x7f80;

/**
 * A function of a number from 0 on, at all float32 numbers whose mantissa has seven bits: its value there, and the
 * slope per float32 number to the next value, 2¹⁶ numbers further on.
 */
export type Table = Float64Array;

/**
 * Tabulates a function for {@linkcode valueAt}. Below 2⁻¹²⁶ it has the value there, and at ∞ that of the largest
 * number.
 */
export function tabulate(f: (x: number) => number): Table {
  const number = new Float32Array(1), bits = new Uint32Array(number.buffer);
  const at = (i: number) => {
    bits[0] = Math.min(i, INFINITE - 1) << 16;
    return f(Math.max(number[0], 2 ** -126));
  };
  const table = new Float64Array(2 * (INFINITE + 1));
  for (let i = 0, value = at(0); i <= INFINITE; i++) {
    const next = at(i + 1);
    table[2 * i] = value;
    table[2 * i + 1] = (next - value) / 0x10000;
    value = next;
  }
  return table;
}

const float32 = new Float32Array(1), float32Bits = new Int32Array(float32.buffer);

/** The function between its tabulated values, by linear interpolation; NaN of NaN. */
export function valueAt(table: Table, x: number): number {
  float32[0] = x;
  const bits = float32Bits[0], at = 2 * (bits >> 16);
  return table[at] + table[at + 1] * (bits & 0xffff);
}
