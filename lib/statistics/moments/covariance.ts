import * as tf from "@tensorflow/tfjs";
import { ByteTable } from "../../backend/mod.ts";

/** Mean and covariance of n points in d dimensions. */
export interface Moments {
  /** d numbers */
  readonly mean: Float64Array;
  /** d × d numbers, row by row, dividing by n */
  readonly covariance: Float64Array;
}

/**
 * Up to this fraction of nonzero floats the sparse loop is faster than a matrix product on one thread.
 */
const SPARSE_SHARE = 0.3;
/** With fewer products, n·d², the loop takes less than half a second for any values. */
const FEW_PRODUCTS = 5e8;
/**
 * Below this share of μ², a variance Σ x²/n − μ² of floats has lost half of its digits, so the mean is
 * subtracted first. Of bytes both sums are exact.
 */
const CANCELLED = 1e-8;
/** Points per matrix product: 3 MB of 28 × 28 floats. */
const CHUNK = 1000;
/** Half of the range of a byte: 1,024 products of numbers from −128 to 127 add up to at most 2²⁴. */
const MIDDLE = 128;
/** Points per exact matrix product of bytes. */
const EXACT_CHUNK = 1024;
/** Dimensions on the smaller side of such a product, at most. */
const EXACT_WIDTH = 256;

/**
 * Mean and covariance of points, in double precision.
 *
 * @param values n · d numbers, row by row: the bytes of images or the floats of codes
 * @param d the dimensions of a point
 */
export function moments(values: Uint8Array | Float32Array, d: number): Moments {
  const few = values.length * d < FEW_PRODUCTS;
  // The stock backend takes minutes for large matrix products.
  if (!few && values instanceof Uint8Array && tf.getBackend() !== "cpu") {
    return byteMoments(values, d);
  }
  const mean = meanOf(values, d);
  if (values instanceof Uint8Array) return { mean, covariance: sparseCovariance(values, mean) };
  let nonzero = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) nonzero++;
  const loop = few || nonzero < SPARSE_SHARE * values.length;
  if (!loop) return { mean, covariance: chunkCovariance(values, mean) };
  const covariance = sparseCovariance(values, mean);
  const cancelled = mean.some((value, i) => covariance[i * d + i] < CANCELLED * value ** 2);
  if (!cancelled) return { mean, covariance };
  // Less the mean, no value is 0: the loop would take n·d² products.
  if (!few) return { mean, covariance: chunkCovariance(values, mean) };
  const shifted = centred(values, mean);
  return { mean, covariance: sparseCovariance(shifted, meanOf(shifted, d)) };
}

/**
 * The mean of points: d numbers.
 *
 * @throws {RangeError} a number of a point is NaN or infinite
 */
export function meanOf(values: Uint8Array | Float32Array, d: number): Float64Array {
  const n = values.length / d, mean = new Float64Array(d);
  for (let start = 0; start < values.length; start += d) {
    for (let j = 0; j < d; j++) mean[j] += values[start + j];
  }
  requireFinitePoints(mean);
  return mean.map((sum) => sum / n);
}

/** @throws {RangeError} sums of points over their dimensions are NaN or infinite */
export function requireFinitePoints(sums: Float64Array): void {
  const j = sums.findIndex((sum) => !Number.isFinite(sum));
  if (j < 0) return;
  throw new RangeError(`points must have finite numbers, got NaN or infinity in dimension ${j}`);
}

/** Points minus `mean`: n · d numbers. */
export function centred(values: Uint8Array | Float32Array, mean: Float64Array): Float32Array {
  const d = mean.length, shifted = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += d) {
    for (let j = 0; j < d; j++) shifted[start + j] = values[start + j] - mean[j];
  }
  return shifted;
}

/**
 * Σij = Σₙ xi·xj / n − μi·μj, from the nonzero values of each point: most pixels are 0 and add
 * nothing.
 *
 * Sums of products of bytes are integers below 2⁵³, so for images they are exact in any order.
 */
export function sparseCovariance(
  values: Uint8Array | Float32Array,
  mean: Float64Array,
): Float64Array {
  const d = mean.length, n = values.length / d;
  const products = new Float64Array(d * d);
  const columns = new Int32Array(d), nonzero = new Float64Array(d);
  for (let start = 0; start < values.length; start += d) {
    let count = 0;
    for (let i = 0; i < d; i++) {
      if (values[start + i] === 0) continue;
      columns[count] = i;
      nonzero[count++] = values[start + i];
    }
    for (let a = 0; a < count; a++) {
      const row = columns[a] * d, factor = nonzero[a];
      for (let b = a; b < count; b++) products[row + columns[b]] += factor * nonzero[b];
    }
  }
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      products[i * d + j] = products[i * d + j] / n - mean[i] * mean[j];
      products[j * d + i] = products[i * d + j];
    }
  }
  return products;
}

/**
 * The moments of bytes by matrix products on the tfjs backend. All sums are exact; what follows rounds in
 * double precision.
 *
 * With x − 128 instead of x, the sums of a chunk are integers of at most 2²⁴, which float32 holds exactly,
 * in whatever order it adds. The covariance is symmetric: only products of a group of dimensions with
 * itself and with those after it are computed.
 */
export function byteMoments(values: Uint8Array, d: number): Moments {
  const n = values.length / d, groups = Math.ceil(d / EXACT_WIDTH), width = Math.ceil(d / groups);
  const sums = new Float64Array(d), products = new Float64Array(d * d);
  const starts = Array.from({ length: groups }, (_, group) => group * width);
  for (let start = 0; start < n; start += EXACT_CHUNK) {
    const rows = Math.min(EXACT_CHUNK, n - start),
      order = Int32Array.from({ length: rows }, (_, i) => i);
    const table = new ByteTable(values.subarray(start * d, (start + rows) * d), d, 1);
    try {
      tf.tidy(() => {
        const points = tf.sub(table.batch(order, [rows, d]), MIDDLE) as tf.Tensor2D;
        add(sums, points.sum(0).dataSync(), d, d, 0);
        for (const from of starts) {
          const x = tf.slice2d(points, [0, from], [rows, Math.min(width, d - from)]);
          const y = from === 0 ? points : tf.slice2d(points, [0, from], [rows, d - from]);
          const product = tf.matMul(x, y, true).dataSync(); // [rows, p]ᵀ · [rows, q] → [p, q]
          add(products, product, d - from, d, from * d + from);
        }
      });
    } finally {
      table.dispose();
    }
  }
  const mean = sums.map((sum) => (sum + MIDDLE * n) / n), covariance = products;
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      const square = products[i * d + j] + MIDDLE * (sums[i] + sums[j] + MIDDLE * n); // Σ xi·xj
      covariance[i * d + j] = covariance[j * d + i] = square / n - mean[i] * mean[j];
    }
  }
  return { mean, covariance };
}

/** Adds rows of `width` numbers to those of `stride` numbers that begin at `at`. */
function add(
  sums: Float64Array,
  rows: ArrayLike<number>,
  width: number,
  stride: number,
  at: number,
): void {
  for (let from = 0; from < rows.length; from += width, at += stride) {
    for (let i = 0; i < width; i++) sums[at + i] += rows[from + i];
  }
}

/**
 * Σ = Σ (X − μ)ᵀ(X − μ) / n over chunks X of the points.
 *
 * The products run on the tfjs backend in float32. Subtracting the mean first and summing chunks in
 * double precision keeps the rounding small.
 */
export function chunkCovariance(
  values: Float32Array,
  mean: Float64Array,
): Float64Array {
  const d = mean.length, n = values.length / d;
  const covariance = new Float64Array(d * d);
  for (let start = 0; start < n; start += CHUNK) {
    const rows = Math.min(CHUNK, n - start);
    const chunk = centred(values.subarray(start * d, (start + rows) * d), mean);
    tf.tidy(() => {
      const x = tf.tensor2d(chunk, [rows, d]);
      const products = tf.matMul(x, x, true).dataSync(); // [rows, d]ᵀ · [rows, d] → [d, d]
      for (let i = 0; i < covariance.length; i++) covariance[i] += products[i] / n;
    });
  }
  return covariance;
}
