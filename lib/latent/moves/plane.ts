import { type Codes, codesFrom, requireCodes } from "../../codes.ts";
import { requireInteger } from "../../require.ts";
import { unitRange } from "./traverse.ts";

/** A grid of codes over the plane, to be decoded and shown as one picture. */
export interface Plane {
  /** rows · columns codes of 2 numbers, row by row, from top to bottom */
  readonly codes: Codes;
  /** the first number of each column's codes, ascending */
  readonly x: Float32Array;
  /** the second number of each row's codes, descending */
  readonly y: Float32Array;
}

/**
 * A grid over the region of the plane that the codes occupy, from the 1st to the 99th percentile of
 * both units. Decoded, it shows the manifold of a model with a code of two numbers.
 *
 * @param codes n × 2
 * @param side number of rows and of columns, at least 2
 * @throws {RangeError} the codes do not have 2 dimensions, or side is not an integer of at least 2
 */
export function codePlane(codes: Codes, side: number): Plane {
  requireCodes(codes);
  if (codes.dimensions !== 2) {
    throw new RangeError(`codes must have 2 dimensions, got ${codes.dimensions}`);
  }
  requireInteger("side", side, 2);
  const x = unitRange(codes, 0, side), y = unitRange(codes, 1, side).reverse();
  const grid = new Float32Array(2 * side * side);
  for (let cell = 0; cell < side * side; cell++) {
    grid[2 * cell] = x[cell % side];
    grid[2 * cell + 1] = y[Math.floor(cell / side)];
  }
  return { codes: codesFrom(grid, 2), x, y };
}
