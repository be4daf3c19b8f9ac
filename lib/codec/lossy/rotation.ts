import * as tf from "@tensorflow/tfjs";
import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import type { Codes } from "../../codes.ts";
import type { Coder } from "../../models/mod.ts";

/** How far a code is moved to see how the image changes, in deviations of each of its numbers. */
const NUDGE = 0.1;

/**
 * A change of coordinates of codes, z = y·B + c, under which all directions matter alike: a small step in
 * y changes the image by about its length.
 */
export interface Rotation {
  /** B, k × k numbers */
  readonly matrix: Float32Array;
  /** c, k numbers */
  readonly offset: Float32Array;
}

/**
 * The change of coordinates that suits a decoder g: M = E[JᵀJ] with J = ∂g/∂z, so that
 * ‖g(z + δ) − g(z)‖² ≈ δᵀ·M·δ; then z·M^½ in its principal axes.
 *
 * @param codes of training images: all for the axes, the first 200 for M
 */
export function fitRotation(coder: Coder, codes: Codes): Rotation {
  const k = codes.dimensions;
  const { vectors, values } = eigen(meanGram(coder, codes));
  const least = 1e-8 * Math.max(...values); // a dead unit changes nothing
  const roots = Matrix.diag(values.map((value) => Math.sqrt(Math.max(value, least))));
  const root = vectors.mmul(roots).mmul(vectors.transpose());
  const scaled = Matrix.from1DArray(codes.count, k, codes.values).mmul(root); // z·M^½
  const mean = scaled.mean("column");
  const centred = scaled.subRowVector(mean);
  const { vectors: axes } = eigen(centred.transpose().mmul(centred).div(codes.count));
  const back = inverse(root);
  return {
    matrix: Float32Array.from(axes.transpose().mmul(back).to1DArray()), // Vᵀ·M^−½
    offset: Float32Array.from(Matrix.rowVector(mean).mmul(back).to1DArray()),
  };
}

/** Codes in the coordinates of a rotation: (z − c)·B⁻¹. */
export function rotate({ matrix, offset }: Rotation, { values, count, dimensions: k }: Codes) {
  const forward = inverse(Matrix.from1DArray(k, k, matrix));
  const z = Matrix.from1DArray(count, k, values).subRowVector([...offset]);
  return Float64Array.from(z.mmul(forward).to1DArray());
}

/** The codes that have these integers as coordinates, in steps: z = (q · step)·B + c. */
export function rotateBack({ matrix, offset }: Rotation, q: Int32Array, step: number) {
  const k = offset.length, values = new Float32Array(q.length);
  for (let row = 0; row < q.length; row += k) {
    for (let j = 0; j < k; j++) {
      let sum = offset[j];
      for (let i = 0; i < k; i++) sum += q[row + i] * step * matrix[i * k + j];
      values[row + j] = sum;
    }
  }
  return values;
}

/** E[JᵀJ] over codes, by central differences. */
function meanGram(coder: Coder, { values, count, dimensions: k }: Codes): Matrix {
  const n = Math.min(count, 200), gram = Matrix.zeros(k, k);
  const deviations = Array.from({ length: k }, (_, j) => {
    const column = Array.from({ length: n }, (_, i) => values[i * k + j]);
    return Math.max(1e-6, new Matrix([column]).standardDeviation());
  });
  for (let image = 0; image < n; image++) {
    const rows = new Float32Array(2 * k * k);
    for (let row = 0; row < 2 * k; row++) {
      rows.set(values.subarray(image * k, (image + 1) * k), row * k);
      const j = row % k;
      rows[row * k + j] += (row < k ? NUDGE : -NUDGE) * deviations[j];
    }
    tf.tidy(() => {
      const images = coder.decode(tf.tensor2d(rows, [2 * k, k])).reshape([2, k, -1]);
      const [plus, minus] = tf.unstack(images);
      const scale = tf.tensor2d(deviations.map((value) => 2 * NUDGE * value), [k, 1]);
      const jacobian = tf.div(tf.sub(plus, minus), scale) as tf.Tensor2D; // [k, h·w·c]
      const product = tf.matMul(jacobian, jacobian, false, true).dataSync();
      gram.add(Matrix.from1DArray(k, k, product).div(n));
    });
  }
  return gram;
}

/** Eigenvectors as columns and their values, the largest first. */
function eigen(symmetric: Matrix): { vectors: Matrix; values: number[] } {
  const { eigenvectorMatrix: vectors, realEigenvalues: values } = new EigenvalueDecomposition(
    symmetric,
    { assumeSymmetric: true },
  );
  const order = values.map((_, i) => i).sort((a, b) => values[b] - values[a]);
  const all = order.map((_, i) => i);
  return { vectors: vectors.selection(all, order), values: order.map((i) => values[i]) };
}
