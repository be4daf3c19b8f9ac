/** Exercise 1: (1/m) Σ (t − y)². */
export function squaredError(original: number[], reconstruction: number[]): number {
  let sum = 0;
  for (let i = 0; i < original.length; i++) sum += (original[i] - reconstruction[i]) ** 2;
  return sum / original.length;
}

/** Exercise 2: max(z, 0) − t·z + ln(1 + e^−|z|); the exponent is never positive. */
export function costFromLogit(target: number, logit: number): number {
  return Math.max(logit, 0) - target * logit + Math.log1p(Math.exp(-Math.abs(logit)));
}
