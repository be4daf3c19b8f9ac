/** Table steps for a unit, and the argument from which on the tail counts as 0. */
const STEPS = 64, END = 9;

/**
 * Q(x) = ∫ₓ^∞ φ, the upper tail of the standard normal distribution, from 0 to {@linkcode END}.
 *
 * Engines may round Math.exp differently, so φ comes from φ(x + h) / φ(x) = e^(−xh − h²/2), which a
 * factor of e^(−h²) turns into the next such ratio, and the two constants from their series.
 */
const table = (() => {
  const h = 1 / STEPS, n = STEPS * END, density = new Float64Array(n + 1);
  let ratio = exponential(-h * h / 2);
  density[0] = 1;
  for (let i = 0; i < n; i++, ratio *= exponential(-h * h)) density[i + 1] = density[i] * ratio;
  const tail = new Float64Array(n + 1);
  for (let i = n - 1; i >= 0; i--) tail[i] = tail[i + 1] + density[i] + density[i + 1];
  const whole = 2 * tail[0];
  return tail.map((sum) => sum / whole);
})();

/** e^t for a small t. */
function exponential(t: number): number {
  let sum = 1, term = 1;
  for (let i = 1; i < 12; i++) {
    term *= t / i;
    sum += term;
  }
  return sum;
}

/** Q(x) to about 10⁻⁵ by linear interpolation; the same double on every machine. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  const at = x * STEPS;
  if (!(at < STEPS * END)) return 0;
  const i = Math.floor(at);
  return table[i] + (at - i) * (table[i + 1] - table[i]);
}
