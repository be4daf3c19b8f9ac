import * as tf from "@tensorflow/tfjs";
import { type ProgressOptions, ProgressReporter } from "../../progress/mod.ts";
import { meanOf, moments } from "./covariance.ts";
import { leadingAxes } from "./leading_axes.ts";
import { descending, normalise, orient, orthogonalise, type PrincipalAxes } from "./orthogonal.ts";

/** Without LAPACK, an exact decomposition of as many points or dimensions takes 2 s; of 2,000, 16 s. */
const MOST_EXACT = 1000;

/**
 * Up to as many products, n²·d, the Gram matrix is computed in double precision, and all its axes, in
 * about 1 s each.
 */
const FEW_PRODUCTS = 1e9;
/** Dimensions of n points that are looked at between two yields. */
const CHUNK = 1000;
/** Below this share of the largest variance, a variance is rounding error. */
const LEAST_SHARE = 1e-14;
/** Below this share, rounding leaves an axis of the Gram matrix visibly oblique to the others. */
const OBLIQUE_SHARE = 1e-6;

/**
 * The principal axes of points: the eigenvectors of their d × d covariance or, of fewer points than
 * dimensions, of their n × n Gram matrix, which gives the same axes (Turk & Pentland 1991) in
 * milliseconds for a dozen pictures of any size.
 *
 * The sign of an eigenvector is arbitrary; here its largest component is positive, so that the same
 * points give the same axes on every machine, but for rounding and for axes of equal variance, which are
 * arbitrary.
 *
 * Of more than 1,000 points in more than 1,000 dimensions only the first `wanted` axes are computed,
 * by iteration, if they are at most a sixteenth of all; see {@linkcode leadingAxes} for its tolerance.
 * Of fewer points, n, in very many dimensions, d, so that n²·d is above 10⁹, only the `wanted` axes are
 * computed too, but exactly.
 *
 * @param values n · d numbers, row by row
 * @param d the dimensions of a point
 * @param wanted how many axes will be used; default d
 * @returns at least `wanted` axes, or of n < d points the at most n − 1 along which they vary; see
 * {@linkcode completeAxes}
 */
export function principalAxes(
  values: Uint8Array | Float32Array,
  d: number,
  wanted = d,
): PrincipalAxes {
  const steps = axesInSteps(values, d, wanted);
  for (let step = steps.next();; step = steps.next()) if (step.done) return step.value;
}

/** {@linkcode principalAxes} with progress and a stop signal. */
export async function principalAxesAsync(
  values: Uint8Array | Float32Array,
  d: number,
  wanted: number,
  options: ProgressOptions = {},
): Promise<PrincipalAxes> {
  const reporter = new ProgressReporter(options), steps = axesInSteps(values, d, wanted);
  for (let step = steps.next();; step = steps.next()) {
    await reporter.report(step.done ? 1 : step.value);
    if (step.done) return step.value;
  }
}

function* axesInSteps(
  values: Uint8Array | Float32Array,
  d: number,
  wanted: number,
): Generator<number, PrincipalAxes> {
  const n = values.length / d;
  if (Math.min(n, d) > MOST_EXACT && 16 * wanted <= Math.min(n, d)) {
    return yield* leadingAxes(values, d, wanted);
  }
  return n < d ? yield* gramAxes(values, d, wanted) : covarianceAxes(values, d);
}

function covarianceAxes(values: Uint8Array | Float32Array, d: number): PrincipalAxes {
  const { mean, covariance } = moments(values, d);
  const { variances, vectors: axes } = descending(covariance, d);
  for (let axis = 0; axis < d; axis++) orient(axes.subarray(axis * d, (axis + 1) * d));
  return { mean, axes, variances, rest: 0 };
}

/** Axes v = Xᵀ·u / ‖Xᵀ·u‖ of centred points X, with the eigenvectors u of X·Xᵀ / n. */
function* gramAxes(
  values: Uint8Array | Float32Array,
  d: number,
  wanted: number,
): Generator<number, PrincipalAxes> {
  const n = values.length / d, mean = meanOf(values, d), many = n * n * d > FEW_PRODUCTS;
  const gram = new Float64Array(n * n), add = many ? addRounded : addProducts;
  for (let start = 0; start < d; start += CHUNK) {
    add(gram, values, mean, start, Math.min(start + CHUNK, d));
    yield start / d / 2;
  }
  const { variances, vectors } = descending(gram.map((sum) => sum / n), n);
  const rank = variances.filter((value) => value > LEAST_SHARE * n * variances[0]).length;
  const count = many ? Math.min(rank, wanted) : rank, axes = new Float64Array(count * d);
  for (let start = 0; start < d; start += CHUNK) {
    const end = Math.min(start + CHUNK, d);
    for (let axis = 0; axis < count; axis++) {
      for (let point = 0; point < n; point++) {
        const share = vectors[axis * n + point];
        for (let i = start; i < end; i++) {
          axes[axis * d + i] += share * (values[point * d + i] - mean[i]);
        }
      }
    }
    yield (1 + start / d) / 2;
  }
  for (let axis = 0; axis < count; axis++) {
    const v = axes.subarray(axis * d, (axis + 1) * d);
    normalise(v);
    if (variances[axis] < OBLIQUE_SHARE * variances[0]) orthogonalise(v, axes, axis);
    orient(v);
  }
  const rest = variances.subarray(count, rank).reduce((sum, value) => sum + value, 0);
  return { mean, axes, variances: variances.slice(0, count), rest };
}

/** Adds to the n · n sums the products of the centred points in the dimensions `start` to `end`. */
function addProducts(
  gram: Float64Array,
  values: Uint8Array | Float32Array,
  mean: Float64Array,
  start: number,
  end: number,
): void {
  const d = mean.length, n = values.length / d, width = end - start;
  const points = centre(new Float64Array(n * width), values, mean, start, end);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      let dot = gram[a * n + b];
      const last = (a + 1) * width;
      for (let p = a * width, q = b * width; p < last; p++, q++) dot += points[p] * points[q];
      gram[a * n + b] = gram[b * n + a] = dot;
    }
  }
}

/** {@linkcode addProducts} with products in float32, on the tfjs backend. */
function addRounded(
  gram: Float64Array,
  values: Uint8Array | Float32Array,
  mean: Float64Array,
  start: number,
  end: number,
): void {
  const d = mean.length, n = values.length / d, width = end - start;
  const points = centre(new Float32Array(n * width), values, mean, start, end);
  tf.tidy(() => {
    const x = tf.tensor2d(points, [n, width]);
    const products = tf.matMul(x, x, false, true).dataSync(); // [n, width] · [n, width]ᵀ → [n, n]
    for (let i = 0; i < gram.length; i++) gram[i] += products[i];
  });
}

/**
 * The first `count` axes. Where the points vary along fewer, others at right angles to them and to
 * each other are added, with variance 0; which ones is arbitrary, but the same on every machine.
 *
 * @throws {RangeError} there are more axes than these, but they were not computed
 */
export function completeAxes(found: PrincipalAxes, count: number): PrincipalAxes {
  const { mean } = found, d = mean.length, had = found.variances.length;
  if (found.rest > 0 && count > had) {
    throw new RangeError(
      `components must be at most ${had}, as many as were fitted, got ${count}: fit again`,
    );
  }
  const axes = new Float64Array(count * d), variances = new Float64Array(count);
  axes.set(found.axes.subarray(0, count * d));
  variances.set(found.variances.subarray(0, count));
  const outside = new Float64Array(d).fill(1); // the squared length of each unit vector off the axes
  for (let i = 0; i < had * d; i++) outside[i % d] -= found.axes[i] ** 2;
  for (let axis = had; axis < count; axis++) {
    const v = axes.subarray(axis * d, (axis + 1) * d);
    v[outside.indexOf(outside.reduce((most, value) => Math.max(most, value)))] = 1;
    orthogonalise(v, axes, axis);
    for (let i = 0; i < d; i++) outside[i] -= v[i] ** 2;
    orient(v);
  }
  const left = found.variances.subarray(count).reduce((sum, value) => sum + value, found.rest);
  return { mean, axes, variances, rest: left };
}

/** Writes the points less their mean, in the dimensions `start` to `end` alone, to `points`: [n, end − start]. */
function centre<Points extends Float32Array | Float64Array>(
  points: Points,
  values: Uint8Array | Float32Array,
  mean: Float64Array,
  start: number,
  end: number,
): Points {
  for (let from = 0, at = 0; from < values.length; from += mean.length) {
    for (let j = start; j < end; j++) points[at++] = values[from + j] - mean[j];
  }
  return points;
}
