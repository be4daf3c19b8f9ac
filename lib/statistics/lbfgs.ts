import { allFinite } from "./reductions.ts";

/** A function to minimise: returns its value at `at` and writes its gradient to `gradient`. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

const MAX_ITERATIONS = 200;
/** Converged if no component of the gradient is larger. */
const TOLERANCE = 1e-6;
/** Past steps that approximate the Hessian. */
const MEMORY = 10;
/** A step must achieve this fraction of the decrease that the slope predicts (Armijo 1966). */
const SUFFICIENT = 1e-4;

/**
 * Finds a minimum of a smooth function by L-BFGS (Liu & Nocedal 1989), with backtracking line
 * search. Stops when the gradient is below 1e-6, when no step lowers the value, or after 200
 * iterations.
 *
 * @param start the initial point; not modified
 * @returns the point reached
 * @throws {RangeError} the value or the gradient at the start is NaN or infinite
 */
export function minimise(objective: Objective, start: Float64Array): Float64Array {
  let at = start.slice(), gradient = new Float64Array(at.length);
  let value = objective(at, gradient);
  if (!allFinite([value, ...gradient])) {
    throw new RangeError(
      `the value and gradient at the start must be finite, got a value of ${value}`,
    );
  }
  const steps: Float64Array[] = [], changes: Float64Array[] = [];
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    if (gradient.every((slope) => Math.abs(slope) <= TOLERANCE)) break;
    const direction = quasiNewton(gradient, steps, changes), slope = dot(direction, gradient);
    // The first step has no curvature to set its length.
    let length = steps.length > 0 ? 1 : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
    const nextGradient = new Float64Array(at.length);
    let next = at, nextValue = Infinity;
    for (; length > 1e-12; length /= 2) {
      next = at.map((x, i) => x + length * direction[i]);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + SUFFICIENT * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const step = next.map((x, i) => x - at[i]);
    const change = nextGradient.map((g, i) => g - gradient[i]);
    // Only a step with positive curvature keeps the approximate Hessian positive definite.
    if (dot(step, change) > 0) {
      steps.push(step);
      changes.push(change);
      if (steps.length > MEMORY) {
        steps.shift();
        changes.shift();
      }
    }
    at = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return at;
}

/**
 * −H·g by the two-loop recursion, where H is the inverse Hessian approximated from the past steps s
 * and the gradient's changes y.
 */
function quasiNewton(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares: number[] = [];
  for (let k = steps.length - 1; k >= 0; k--) {
    shares[k] = dot(steps[k], direction) / dot(steps[k], changes[k]);
    for (let i = 0; i < direction.length; i++) direction[i] -= shares[k] * changes[k][i];
  }
  if (steps.length > 0) {
    const step = steps[steps.length - 1], change = changes[changes.length - 1];
    const scale = dot(step, change) / dot(change, change);
    for (let i = 0; i < direction.length; i++) direction[i] *= scale;
  }
  for (let k = 0; k < steps.length; k++) {
    const back = dot(changes[k], direction) / dot(steps[k], changes[k]);
    for (let i = 0; i < direction.length; i++) direction[i] += (shares[k] - back) * steps[k][i];
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
