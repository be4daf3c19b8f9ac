/** A function to make small: its value at `at`, and its gradient written into `gradient`. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

/** How {@linkcode minimise} goes about it. */
export interface MinimiseOptions {
  /** rounds at most; 200 unless told */
  rounds?: number;
  /** ends where no number of the gradient is larger; 1e-6 unless told */
  tolerance?: number;
}

/** Past steps that shape the next one. */
const MEMORY = 10;
/** A step must bring this share of what the slope promises (Armijo 1966). */
const SUFFICIENT = 1e-4;

/**
 * Finds a minimum of a smooth function by L-BFGS (Liu & Nocedal 1989), with each step halved until
 * it helps.
 *
 * @param start where to begin; not changed
 * @returns where it ended
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { rounds = 200, tolerance = 1e-6 }: MinimiseOptions = {},
): Float64Array {
  let at = start.slice(), gradient = new Float64Array(at.length);
  let value = objective(at, gradient);
  const steps: Float64Array[] = [], turns: Float64Array[] = [];
  for (let round = 0; round < rounds; round++) {
    if (gradient.every((slope) => Math.abs(slope) <= tolerance)) break;
    const direction = twoLoops(gradient, steps, turns), slope = dot(direction, gradient);
    // The first step has no past to tell its length.
    let length = steps.length > 0 ? 1 : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
    const nextGradient = new Float64Array(at.length);
    let next = at, nextValue = Infinity;
    for (; length > 1e-12; length /= 2) {
      next = at.map((x, i) => x + length * direction[i]);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + SUFFICIENT * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const step = next.map((x, i) => x - at[i]), turn = nextGradient.map((g, i) => g - gradient[i]);
    // Only where the slope rises along the step does the pair describe a bowl.
    if (dot(step, turn) > 0) {
      steps.push(step);
      turns.push(turn);
      if (steps.length > MEMORY) {
        steps.shift();
        turns.shift();
      }
    }
    [at, gradient, value] = [next, nextGradient, nextValue];
  }
  return at;
}

/** −H·g, where H is the inverse Hessian that the past steps s and turns y of the gradient suggest. */
function twoLoops(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  turns: readonly Float64Array[],
): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares: number[] = [];
  for (let k = steps.length - 1; k >= 0; k--) {
    shares[k] = dot(steps[k], direction) / dot(steps[k], turns[k]);
    for (let i = 0; i < direction.length; i++) direction[i] -= shares[k] * turns[k][i];
  }
  if (steps.length > 0) {
    const step = steps[steps.length - 1], turn = turns[turns.length - 1];
    const scale = dot(step, turn) / dot(turn, turn);
    for (let i = 0; i < direction.length; i++) direction[i] *= scale;
  }
  for (let k = 0; k < steps.length; k++) {
    const back = dot(turns[k], direction) / dot(steps[k], turns[k]);
    for (let i = 0; i < direction.length; i++) direction[i] += (shares[k] - back) * steps[k][i];
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
