/** Sum for the mean; the extremes by one pass each. */
export function spread(errors: number[]): number[] {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return [mean, Math.min(...errors), Math.max(...errors)];
}

/** Apart means that the intervals from least to greatest do not touch. */
export function apart(a: number[], b: number[]): boolean {
  return Math.max(...a) < Math.min(...b) || Math.max(...b) < Math.min(...a);
}
