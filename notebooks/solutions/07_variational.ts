/** Exercise 1: ½ Σ (μ² + σ² − 1) − ln σ. */
export function rate(means: number[], widths: number[]): number {
  return means.reduce(
    (nats, mean, i) => nats + (mean ** 2 + widths[i] ** 2 - 1) / 2 - Math.log(widths[i]),
    0,
  );
}

/** Exercise 2: the largest, m, comes out of the sum: m + ln (1/k · Σ e^(l − m)). */
export function logMean(logWeights: number[]): number {
  const largest = Math.max(...logWeights);
  const sum = logWeights.reduce((total, value) => total + Math.exp(value - largest), 0);
  return largest + Math.log(sum / logWeights.length);
}
