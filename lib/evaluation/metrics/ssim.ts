import { requirePixels } from "./pixel_metrics.ts";

/** Side of the window in pixels, for images that are not smaller. */
const WINDOW = 11;
/** The least window, which scikit-image takes by default. */
const LEAST_WINDOW = 7;
/** (0.01·range)² and (0.03·range)² stabilise the division (Wang et al. 2004); the range is 1. */
const C1 = 0.01 ** 2, C2 = 0.03 ** 2;

/** The size of an image. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** default 1 */
  readonly channels?: number;
}

/**
 * The side of the window for images of this size: 11, or the largest odd number of pixels that fits, such as
 * 7 for 8 × 8 images; undefined if a side is below 7.
 */
export function ssimWindow({ height, width }: ImageShape): number | undefined {
  const least = Math.min(height, width, WINDOW), odd = least - 1 + least % 2;
  return odd >= LEAST_WINDOW ? odd : undefined;
}

/**
 * Structural similarity (Wang et al. 2004) of two images with pixels in 0–1:
 *
 *     SSIM = (2·μx·μy + C₁)·(2·σxy + C₂) / ((μx² + μy² + C₁)·(σx² + σy² + C₂))
 *
 * averaged over windows and channels. The choice of window matters: the same MNIST reconstructions
 * score between .70 and .85. This is a uniform 11 × 11 window, or the largest odd one that fits smaller
 * images ({@linkcode ssimWindow}), with sample covariance, over all windows inside the image, as in
 * scikit-image 0.25's `structural_similarity(x, y, win_size=11, data_range=1)`, with `channel_axis=-1`
 * for colour.
 *
 * @param x h · w · c pixels in 0–1
 * @param y same length as x
 * @returns 1 for equal images, near 0 for unrelated ones, below 0 for negatives
 * @throws {RangeError} a side is below 7 pixels, an image does not have h · w · c pixels, or a pixel
 * is not in 0–1
 */
export function structuralSimilarity(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { height: h, width: w, channels: c = 1 }: ImageShape,
): number {
  const window = ssimWindow({ height: h, width: w });
  if (window === undefined) {
    const least = `${LEAST_WINDOW}×${LEAST_WINDOW}`;
    throw new RangeError(`SSIM needs images of at least ${least} pixels, got ${h}×${w}`);
  }
  if (x.length !== h * w * c || y.length !== x.length) {
    throw new RangeError(
      `${h}×${w}×${c} images must have ${h * w * c} pixels, got ${x.length} and ${y.length}`,
    );
  }
  requirePixels(x, "x");
  requirePixels(y, "y");
  let sum = 0;
  for (let channel = 0; channel < c; channel++) sum += channelSum(x, y, h, w, c, channel, window);
  return sum / (c * (h - window + 1) * (w - window + 1));
}

/**
 * The sum of the SSIM over the windows of one channel.
 *
 * A window needs Σx, Σy, Σ(x² + y²) and Σxy over its pixels, 121 of them. Running sums of each column move
 * down row by row, and the window's sums move along the columns: four additions and four
 * subtractions per pixel for each, whatever the size of the window.
 */
function channelSum(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  h: number,
  w: number,
  c: number,
  channel: number,
  window: number,
): number {
  const n = window * window, sampleCorrection = n / (n - 1);
  const columns = new Float64Array(4 * w);
  let total = 0;
  for (let row = 0; row < h; row++) {
    addRow(columns, x, y, w, c, row * w * c + channel, 1);
    if (row >= window) addRow(columns, x, y, w, c, (row - window) * w * c + channel, -1);
    if (row < window - 1) continue;
    let sx = 0, sy = 0, squares = 0, product = 0;
    for (let column = 0; column < w; column++) {
      const k = 4 * column, old = k - 4 * window;
      sx += columns[k];
      sy += columns[k + 1];
      squares += columns[k + 2];
      product += columns[k + 3];
      if (old >= 0) {
        sx -= columns[old];
        sy -= columns[old + 1];
        squares -= columns[old + 2];
        product -= columns[old + 3];
      }
      if (column < window - 1) continue;
      const mx = sx / n, my = sy / n, meanSquares = mx * mx + my * my;
      const variances = sampleCorrection * (squares / n - meanSquares);
      const covariance = sampleCorrection * (product / n - mx * my);
      total += (2 * mx * my + C1) * (2 * covariance + C2) /
        ((meanSquares + C1) * (variances + C2));
    }
  }
  return total;
}

/** Adds (`sign` 1) or subtracts (−1) x, y, x² + y² and x·y of one row, column by column. */
function addRow(
  columns: Float64Array,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  w: number,
  c: number,
  start: number,
  sign: 1 | -1,
): void {
  for (let column = 0; column < w; column++) {
    const a = x[start + column * c], b = y[start + column * c], k = 4 * column;
    columns[k] += sign * a;
    columns[k + 1] += sign * b;
    columns[k + 2] += sign * (a * a + b * b);
    columns[k + 3] += sign * (a * b);
  }
}
