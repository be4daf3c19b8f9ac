// @ts-types="@types/d3-array"
import { extent, range, ticks } from "d3-array";

/**
 * Ticks of a logarithmic axis from 10^`low` to 10^`high`: 1, 2 and 5 times powers of ten. More than
 * four decades have only the powers; a range with fewer than two ticks has evenly spaced round
 * numbers.
 */
export function logTicks(low: number, high: number): number[] {
  const factors = high - low > 4 ? [1] : [1, 2, 5];
  const places = range(Math.floor(low), Math.ceil(high) + 1)
    .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
    .filter((tick) => Math.log10(tick) >= low && Math.log10(tick) <= high);
  return places.length > 1 ? places : ticks(10 ** low, 10 ** high, 5);
}

/** The range of the values, extended at both ends by the fraction `share` of its length. */
export function paddedRange(values: Iterable<number>, share: number): [number, number] {
  const [low = 0, high = 1] = extent(values);
  const margin = (high - low || Math.abs(high) || 1) * share;
  return [low - margin, high + margin];
}
