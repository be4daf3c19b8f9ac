/** The arithmetic mean; NaN where there are no values or one is NaN (d3-array's mean() skips NaN). */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
