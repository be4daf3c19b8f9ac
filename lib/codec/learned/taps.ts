/** Where a tap looks, from the pixel that is predicted: rows and columns down and to the right. */
export type Tap = readonly [dy: number, dx: number];

/**
 * The pixels of a half disc that are coded before the pixel at its centre: those in the rows above within
 * `radius`, and those to the left. Nearest first.
 */
export function windowTaps(radius: number): Tap[] {
  const taps: Tap[] = [];
  for (let dy = -radius; dy <= 0; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const isBefore = dy < 0 || dx < 0;
      if (isBefore && dy * dy + dx * dx <= (radius + 0.5) ** 2) taps.push([dy, dx]);
    }
  }
  const square = ([dy, dx]: Tap) => dy * dy + dx * dx;
  return taps.sort((a, b) => square(a) - square(b) || a[0] - b[0] || a[1] - b[1]);
}

/** What a residual block sees of the layer below: neighbours in memory follow each other. */
export const BLOCK_TAPS: readonly Tap[] = [[0, -1], [0, 0], [-1, -1], [-1, 0], [-1, 1]];
