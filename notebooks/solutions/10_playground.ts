/** Count the steps from the smallest value, round, and go back. */
export function quantise(values: number[], levels: number): number[] {
  const low = Math.min(...values), step = (Math.max(...values) - low) / (levels - 1);
  return values.map((value) => low + Math.round((value - low) / step) * step);
}
