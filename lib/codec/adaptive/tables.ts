/**
 * Functions of the logistic mixing, as tables made with + − × ÷ alone: ECMAScript fixes those to the last
 * bit, but not Math.exp and Math.log, and a decoder must compute what the encoder did.
 */

/** eˣ by its series, after halving x until it is small. */
function exp(x: number): number {
  let halvings = 0;
  for (; x > 0.03125 || x < -0.03125; halvings++) x /= 2;
  let sum = 1, term = 1;
  for (let i = 1; i < 12; i++) {
    term = term * x / i;
    sum += term;
  }
  for (; halvings > 0; halvings--) sum *= sum;
  return sum;
}

/** Logits are kept within ± this: probabilities within 6 · 10⁻⁶ of 0 and 1. */
export const LARGEST_LOGIT = 12;
const STEPS = 128;

const squashed = Float64Array.from(
  { length: 2 * LARGEST_LOGIT * STEPS + 2 },
  (_, i) => {
    const e = exp((i - LARGEST_LOGIT * STEPS) / STEPS);
    return e / (1 + e);
  },
);

/** 1 / (1 + e⁻ˣ), interpolated between 128 points for each unit of x. */
export function squash(x: number): number {
  if (x >= LARGEST_LOGIT) x = LARGEST_LOGIT;
  else if (x <= -LARGEST_LOGIT) x = -LARGEST_LOGIT;
  const at = (x + LARGEST_LOGIT) * STEPS, i = at | 0;
  return squashed[i] + (squashed[i + 1] - squashed[i]) * (at - i);
}

/** ln(p / (1 − p)) in the middle of each of 4,096 intervals of p: the inverse of {@linkcode squash}, by bisection. */
export const stretched = Float64Array.from({ length: 4096 }, (_, i) => {
  const p = (2 * i + 1) / 8192, odds = p / (1 - p);
  let low = -LARGEST_LOGIT, high = LARGEST_LOGIT;
  for (let k = 0; k < 45; k++) {
    const middle = (low + high) / 2;
    if (exp(middle) < odds) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
});
