import { type Codes, codesFrom } from "../../codes.ts";
import { quantile } from "../../statistics/mod.ts";

/** A grid of codes over the plane, to decode into a picture of it. */
export interface Plane {
  /** rows · columns codes of 2 numbers, row by row, the highest row first, as pictures go */
  readonly codes: Codes;
  /** the first number of each column's codes, rising */
  readonly x: Float32Array;
  /** the second number of each row's codes, falling */
  readonly y: Float32Array;
}

/**
 * The grid over the part of the plane where codes lie, from the 1st to the 99th percentile of both
 * numbers: decoded, it is the 2-d manifold of a model whose codes have two numbers.
 *
 * @param codes n × 2
 * @param side rows and columns, at least 2
 * @throws {RangeError} the codes have not 2 numbers, or side is no such integer
 */
export function codePlane({ values, dimensions }: Codes, side: number): Plane {
  if (dimensions !== 2) throw new RangeError(`a plane needs codes of 2 numbers, got ${dimensions}`);
  if (!Number.isSafeInteger(side) || side < 2) {
    throw new RangeError(`side must be an integer of at least 2, got ${side}`);
  }
  const range = (axis: number) => {
    const sorted = values.filter((_, i) => i % 2 === axis).sort();
    const low = quantile(sorted, 0.01), high = quantile(sorted, 0.99);
    return Float32Array.from({ length: side }, (_, i) => low + (high - low) * i / (side - 1));
  };
  const x = range(0), y = range(1).reverse();
  const grid = new Float32Array(2 * side * side);
  for (let cell = 0; cell < side * side; cell++) {
    grid[2 * cell] = x[cell % side];
    grid[2 * cell + 1] = y[Math.floor(cell / side)];
  }
  return { codes: codesFrom(grid, 2), x, y };
}
