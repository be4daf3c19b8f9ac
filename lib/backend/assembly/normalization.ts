// @ts-nocheck AssemblyScript
/** y[r, c] = (x[r, c] − center[c])·scale[c] + shift[c] */
export function scaleShift(
  x: usize,
  center: usize,
  scale: usize,
  shift: usize,
  y: usize,
  rows: i32,
  columns: i32,
): void {
  for (let r = 0; r < rows; r++) {
    let m = center, a = scale, b = shift;
    const end = y + (<usize> columns << 2), end4 = y + (<usize> (columns & ~3) << 2);
    for (; y < end4; x += 16, y += 16, m += 16, a += 16, b += 16) {
      const d = f32x4.sub(v128.load(x), v128.load(m));
      v128.store(y, f32x4.relaxed_madd(d, v128.load(a), v128.load(b)));
    }
    for (; y < end; x += 4, y += 4, m += 4, a += 4, b += 4) {
      store<f32>(y, (load<f32>(x) - load<f32>(m)) * load<f32>(a) + load<f32>(b));
    }
  }
}
