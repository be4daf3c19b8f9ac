import * as tf from "@tensorflow/tfjs-core";
import { SharedMemoryBackend } from "../../runtime/backend.ts";
import { differentiable, runKernel, runKernels } from "../../runtime/differentiable.ts";
import { requireKnown } from "../../options.ts";

// Layers of a causal network over images. Between them, images are on a grid: a row of zeros above each
// image and a column of zeros to its left, [n, h + 1, w + 1, C].

/** How the results of a causal layer are clamped: a rectifier with a ceiling, rounded on request. */
export interface Clamp {
  /** the ceiling; default none */
  largest?: number;
  /**
   * rounds to multiples of 1 ÷ steps, halves up, which the gradient ignores; default 0, which does not
   * round
   */
  steps?: number;
}

/**
 * What each pixel sees of those before it, and a bias for each place:
 *
 *     y[n, p, c] = clamp(base[p, c] + Σ_k window[k, c] · x[n, p + tap_k])
 *
 * @param x [n, h, w]; numbers that are 0 cost nothing on the native backend
 * @param window [K, C]
 * @param base [h, w, C]
 * @param taps int32 [K, 2]: which pixel each tap sees, in rows down and columns to the right
 * @returns the grid [n, h + 1, w + 1, C]; there is no gradient for x
 */
export function causalWindow(
  x: tf.Tensor3D,
  window: tf.Tensor2D,
  base: tf.Tensor3D,
  taps: tf.Tensor2D,
  options: Clamp = {},
): tf.Tensor4D {
  requireKnown("causalWindow", options, { largest: true, steps: true });
  const { largest = Infinity, steps = 0 } = options;
  const [height, width, channels] = base.shape;
  if (!isFast(height, width, channels)) {
    return slowWindow(x, window, base, taps, { largest, steps });
  }
  return differentiable({ window, base }, (save) => {
    const y = runKernel("CausalWindow", { x, window, base, taps }, { largest, steps });
    save([x, y, taps]);
    return y;
  }, (dy, [x, y, taps]) => {
    const [dbase, dwindow] = runKernels("CausalWindowGradient", { x, y, dy, taps }, { largest });
    return { window: () => dwindow, base: () => dbase };
  }) as tf.Tensor4D;
}

/**
 * A causal convolution of 3 × 3, of which the pixel, its left neighbour and the three above remain:
 *
 *     y[p] = clamp(x[p − 1] · W₀ + x[p] · W₁ + x[p − w − 1] · W₂ + x[p − w] · W₃ + x[p − w + 1] · W₄ + b)
 *
 * @param x the grid [n, h + 1, w + 1, C]
 * @param weights [5, C, C] of the taps left, here, above left, above, above right; channels in, out
 * @param bias [C]
 */
export function causalBlock(
  x: tf.Tensor4D,
  weights: tf.Tensor3D,
  bias: tf.Tensor1D,
  options: Clamp = {},
): tf.Tensor4D {
  requireKnown("causalBlock", options, { largest: true, steps: true });
  const { largest = Infinity, steps = 0 } = options;
  const [, gridHeight, gridWidth, channels] = x.shape;
  if (!isFast(gridHeight, gridWidth, channels)) {
    return slowBlock(x, weights, bias, { largest, steps });
  }
  return differentiable({ x, weights, bias }, (save) => {
    const y = runKernel("CausalBlock", { x, weights, bias }, { largest, steps });
    save([x, y, weights]);
    return y;
  }, (dy, [x, y, weights]) => {
    const [dx, dw, db] = runKernels("CausalBlockGradient", { x, y, dy, weights }, { largest });
    return { x: () => dx, weights: () => dw, bias: () => db };
  }) as tf.Tensor4D;
}

/** The pixels of a grid, [n, h, w, C]. */
export function fromGrid(grid: tf.Tensor4D): tf.Tensor4D {
  return tf.slice(grid, [0, 1, 1, 0], [-1, -1, -1, -1]);
}

// A thread has room for the gradient of one image.
const LARGEST_GRID = 1 << 22;

const isFast = (height: number, width: number, channels: number): boolean =>
  tf.backend() instanceof SharedMemoryBackend && channels % 4 === 0 &&
  (height + 2) * (width + 2) * channels <= LARGEST_GRID;

/** The same by operations that every backend has. */
function slowWindow(
  x: tf.Tensor3D,
  window: tf.Tensor2D,
  base: tf.Tensor3D,
  taps: tf.Tensor2D,
  clamp: Required<Clamp>,
): tf.Tensor4D {
  const places = taps.arraySync(), radius = Math.max(0, ...places.flat().map(Math.abs));
  const side = 2 * radius + 1;
  const cells = places.map(([dy, dx]) => (dy + radius) * side + dx + radius);
  const isAt = tf.cast(tf.oneHot(tf.tensor1d(cells, "int32"), side * side), "float32");
  const filter = tf.matMul(isAt, window, true);
  const image = tf.expandDims(x, 3) as tf.Tensor4D;
  const shaped = tf.reshape(filter, [side, side, 1, window.shape[1]]) as tf.Tensor4D;
  return toGrid(slowClamp(tf.add(tf.conv2d(image, shaped, 1, "same"), base), clamp));
}

function slowBlock(
  x: tf.Tensor4D,
  weights: tf.Tensor3D,
  bias: tf.Tensor1D,
  clamp: Required<Clamp>,
): tf.Tensor4D {
  const [left, here, ...above] = tf.unstack(weights), none = tf.zerosLike(left);
  const rows = [tf.stack(above), tf.stack([left, here, none]), tf.stack([none, none, none])];
  const filter = tf.stack(rows) as tf.Tensor4D;
  return toGrid(slowClamp(tf.add(tf.conv2d(fromGrid(x), filter, 1, "same"), bias), clamp));
}

function slowClamp(z: tf.Tensor, { largest, steps }: Required<Clamp>): tf.Tensor4D {
  if (steps === 0) return tf.clipByValue(z, 0, largest) as tf.Tensor4D;
  const rounded = tf.customGrad((z) => {
    const y = tf.div(tf.floor(tf.add(tf.mul(z as tf.Tensor, steps), 0.5)), steps);
    return { value: y, gradFunc: (dy: tf.Tensor) => dy };
  });
  return tf.clipByValue(rounded(z), 0, largest) as tf.Tensor4D;
}

const toGrid = (pixels: tf.Tensor4D): tf.Tensor4D =>
  tf.pad(pixels, [[0, 0], [1, 0], [1, 0], [0, 0]]);
