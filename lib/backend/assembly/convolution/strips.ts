// @ts-nocheck AssemblyScript
// A strip is a row of neighbouring tiles whose columns are transformed together, straight from the
// image: strip[row, column, c]. Rows and columns outside the image are zeros.

/** At most this many tiles: with 64 channels the strip then stays in the first-level cache. */
export const RUN: i32 = 8;
/** Keeps the rows of a strip in different cache sets if their length is a power of two. */
export const GAP: usize = 64;

/** Where row y of an image begins, or the zeros that stand for rows outside it. */
// @inline
export function rowOf(start: usize, row: usize, y: i32, height: i32, outside: usize): usize {
  return y < 0 || y >= height ? outside : start + row * y;
}

// @inline
export function zeros(from: usize, end: usize): void {
  for (; from < end; from += 16) v128.store(from, f32x4.splat(0));
}

/** Zeros before `begin` and from `end` on in the rows of a strip, `length` bytes each. */
export function clearEnds(
  strip: usize,
  rows: i32,
  stripRow: usize,
  begin: usize,
  end: usize,
  length: usize,
): void {
  for (let i = 0; i < rows; i++, strip += stripRow) {
    zeros(strip, strip + begin);
    zeros(strip + end, strip + length);
  }
}
