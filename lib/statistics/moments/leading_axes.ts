import * as tf from "@tensorflow/tfjs";
import { Random } from "../../random.ts";
import { centred, meanOf } from "./covariance.ts";
import { descending, orient, orthogonalise, type PrincipalAxes } from "./orthogonal.ts";

/** Axes beyond those wanted: the more, the fewer passes. */
const EXTRA = 20;
const TOLERANCE = 1e-6;
const MOST_PASSES = 100;
/** Numbers in a chunk of points: 16 MB. */
const CHUNK = 4_000_000;

/**
 * The first principal axes of many points in many dimensions, without their d × d covariance Σ:
 * subspace iteration from random axes V (Halko, Martinsson & Tropp 2011), V ← orthonormal(Σ·V), with
 * Σ·V = Xᵀ·(X·V) / n, and the eigenvectors of VᵀΣV to order the axes.
 *
 * It ends when a pass raises the variance along all axes by less than a millionth, or after 100; the
 * variance along a single axis may be off by a thousandth.
 *
 * @param values n · d numbers, row by row
 * @param d the dimensions of a point
 * @param wanted the number of axes
 * @yields the fraction done after each pass, of at most {@linkcode MOST_PASSES}
 */
export function* leadingAxes(
  values: Uint8Array | Float32Array,
  d: number,
  wanted: number,
): Generator<number, PrincipalAxes> {
  const mean = meanOf(values, d), size = Math.min(wanted + EXTRA, d), random = new Random(1);
  let axes = Float64Array.from({ length: size * d }, () => random.normal());
  let variances = new Float64Array(size), before = -1;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    for (let axis = 0; axis < size; axis++) {
      orthogonalise(axes.subarray(axis * d, (axis + 1) * d), axes, axis, random);
    }
    const images = covarianceTimes(values, mean, axes);
    const small = new Float64Array(size * size);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        let dot = 0;
        for (let i = 0; i < d; i++) dot += axes[a * d + i] * images[b * d + i];
        small[a * size + b] += dot / 2;
        small[b * size + a] += dot / 2;
      }
    }
    const found = descending(small, size), rotated = new Float64Array(size * d);
    const explained = found.variances.subarray(0, wanted).reduce((sum, value) => sum + value, 0);
    const done = explained - before <= TOLERANCE * explained || pass === MOST_PASSES - 1;
    const source = done ? axes : images;
    for (let axis = 0; axis < size; axis++) {
      for (let b = 0; b < size; b++) {
        const share = found.vectors[axis * size + b];
        for (let i = 0; i < d; i++) rotated[axis * d + i] += share * source[b * d + i];
      }
    }
    [axes, variances, before] = [rotated, found.variances, explained];
    if (done) break;
    yield (pass + 1) / MOST_PASSES;
  }
  axes = axes.slice(0, wanted * d);
  for (let axis = 0; axis < wanted; axis++) orient(axes.subarray(axis * d, (axis + 1) * d));
  return {
    mean,
    axes,
    variances: variances.slice(0, wanted),
    rest: Math.max(0, totalVariance(values, mean) - before),
  };
}

/** Σ·v = Xᵀ·(X·v) / n of each axis v, with products in float32 and sums of chunks in double. */
function covarianceTimes(
  values: Uint8Array | Float32Array,
  mean: Float64Array,
  axes: Float64Array,
): Float64Array {
  const d = mean.length, n = values.length / d, size = axes.length / d;
  const sums = new Float64Array(axes.length), rows = Math.max(1, Math.floor(CHUNK / d));
  const v = tf.tensor2d(Float32Array.from(axes), [size, d]);
  for (let start = 0; start < n; start += rows) {
    const end = Math.min(start + rows, n);
    const chunk = centred(values.subarray(start * d, end * d), mean);
    tf.tidy(() => {
      const x = tf.tensor2d(chunk, [end - start, d]);
      const along = tf.matMul(v, x, false, true); // [size, d] · [rows, d]ᵀ → [size, rows]
      const products = tf.matMul(along, x).dataSync(); // [size, rows] · [rows, d] → [size, d]
      for (let i = 0; i < sums.length; i++) sums[i] += products[i] / n;
    });
  }
  v.dispose();
  return sums;
}

/** The sum of the variances of all dimensions. */
function totalVariance(values: Uint8Array | Float32Array, mean: Float64Array): number {
  const d = mean.length;
  let sum = 0;
  for (let start = 0; start < values.length; start += d) {
    for (let j = 0; j < d; j++) sum += (values[start + j] - mean[j]) ** 2;
  }
  return sum / (values.length / d);
}
